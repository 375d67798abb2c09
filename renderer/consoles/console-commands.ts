import type { Circumstances, Why } from '../actions/availability.ts'
import { split, whyNoSplit } from '../actions/splits.ts'
import {
  chosenContainers,
  keysInSight,
  keysOfGroup,
  toggleSynchronised,
  typeIntoAll,
  typeIntoContainers,
  whyNotTogether,
} from '../actions/synchronise.ts'
import { moveOut } from '../console-window/moving.ts'
import type { ConsoleTarget } from '../model.ts'
import { groupOfTab, groupsIn } from '../store/arrangement.ts'
import { useDialogs } from '../store/dialogs.ts'
import { useSynchronised } from '../store/synchronised.ts'
import { tabKey, useTabs } from '../store/tabs.ts'
import { KEYS } from './split-keys.ts'

/** Something that can be done with a console, for its menu and for the palette. */
export interface ConsoleCommand {
  id: string
  label: string
  /** those that do the same */
  keys?: string
  /** by which else it is found */
  keywords?: string[]
  why: Why
  run(): void
}

/** With one console and where it stands, as things are now. */
export function commandsOf(
  target: ConsoleTarget,
  aroundOf: (host: string) => Circumstances,
): ConsoleCommand[] {
  const { arrangement, toggleZoom } = useTabs.getState()
  const beside = ['console', 'tabs', 'beside']
  return [
    {
      id: 'rename console',
      label: 'Rename this console…',
      keys: KEYS.rename.words,
      why: null,
      run: () => useDialogs.getState().show({ kind: 'renameConsole', console: target }),
    },
    {
      id: 'split right',
      label: 'Split right',
      keys: KEYS.splitRight.words,
      keywords: beside,
      why: whyNoSplit(target, 'right', aroundOf),
      run: () => split(target, 'right'),
    },
    {
      id: 'split down',
      label: 'Split down',
      keys: KEYS.splitDown.words,
      keywords: beside,
      why: whyNoSplit(target, 'down', aroundOf),
      run: () => split(target, 'down'),
    },
    {
      id: 'zoom',
      label:
        arrangement.maximizedTabsetId === undefined
          ? 'Zoom this group to full'
          : 'Show all groups again',
      keys: KEYS.zoom.words,
      keywords: ['maximise', 'full', 'split'],
      why: groupsIn(arrangement).length < 2 ? 'there is one group only' : null,
      run: () => toggleZoom(groupOfTab(arrangement, tabKey(target))?.id),
    },
    {
      id: 'own window',
      label: 'Move this console into a window of its own',
      why: null,
      run: () => moveOut(target),
    },
  ]
}

/** With several consoles at once: typing into all of them, or no more. */
export function commandsTogether(): ConsoleCommand[] {
  if (useSynchronised.getState().members.length > 0) {
    return [
      {
        id: 'unsynchronise',
        label: 'Stop synchronised input',
        keys: KEYS.synchronise.words,
        why: null,
        run: toggleSynchronised,
      },
    ]
  }
  const [seen, grouped, chosen] = [keysInSight(), keysOfGroup(), chosenContainers()]
  const keywords = ['synchronised', 'broadcast', 'input']
  return [
    {
      id: 'type sight',
      label: `Type into all consoles in sight (${seen.length})`,
      keys: KEYS.synchronise.words,
      keywords,
      why: whyNotTogether(seen.length, 'only one console is in sight'),
      run: () => typeIntoAll(seen),
    },
    {
      id: 'type group',
      label: `Type into all tabs of this group (${grouped.length})`,
      keywords,
      why: whyNotTogether(grouped.length, 'there is only one tab in this group'),
      run: () => typeIntoAll(grouped),
    },
    {
      id: 'type chosen',
      label: `Type into the chosen containers (${chosen.length})`,
      keywords,
      why: whyNotTogether(chosen.length, 'choose containers in the list with Space first'),
      run: () => typeIntoContainers(chosen),
    },
  ]
}
