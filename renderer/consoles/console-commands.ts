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
import { keysInWords } from '../keys/bindings.ts'
import type { ConsoleTarget } from '../model.ts'
import { groupOfTab, groupsIn } from '../store/arrangement.ts'
import { useDialogs } from '../store/dialogs.ts'
import { useSynchronised } from '../store/synchronised.ts'
import { tabKey, useTabs } from '../store/tabs.ts'

/** Something that can be done with a console, for its menu; the palette has the same by keys/console-commands.ts. */
export interface ConsoleCommand {
  id: string
  label: string
  /** those that do the same */
  keys?: string | undefined
  why: Why
  run(): void
}

/** With one console and where it stands, as things are now. */
export function commandsOf(
  target: ConsoleTarget,
  aroundOf: (host: string) => Circumstances,
): ConsoleCommand[] {
  const { arrangement, toggleZoom } = useTabs.getState()
  return [
    {
      id: 'rename console',
      label: 'Rename this console…',
      keys: 'F2 on its tab',
      why: null,
      run: () => useDialogs.getState().show({ kind: 'renameConsole', console: target }),
    },
    {
      id: 'split right',
      label: 'Split right',
      keys: keysInWords('console.splitRight'),
      why: whyNoSplit(target, 'right', aroundOf),
      run: () => split(target, 'right'),
    },
    {
      id: 'split down',
      label: 'Split down',
      keys: keysInWords('console.splitDown'),
      why: whyNoSplit(target, 'down', aroundOf),
      run: () => split(target, 'down'),
    },
    {
      id: 'zoom',
      label:
        arrangement.maximizedTabsetId === undefined
          ? 'Zoom this group to full'
          : 'Show all groups again',
      keys: keysInWords('console.zoom'),
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
        keys: keysInWords('console.synchronise'),
        why: null,
        run: toggleSynchronised,
      },
    ]
  }
  const [seen, grouped, chosen] = [keysInSight(), keysOfGroup(), chosenContainers()]
  return [
    {
      id: 'type sight',
      label: `Type into all consoles in sight (${seen.length})`,
      keys: keysInWords('console.synchronise'),
      why: whyNotTogether(seen.length, 'only one console is in sight'),
      run: () => typeIntoAll(seen),
    },
    {
      id: 'type group',
      label: `Type into all tabs of this group (${grouped.length})`,
      why: whyNotTogether(grouped.length, 'there is only one tab in this group'),
      run: () => typeIntoAll(grouped),
    },
    {
      id: 'type chosen',
      label: `Type into the chosen containers (${chosen.length})`,
      why: whyNotTogether(chosen.length, 'choose containers in the list with Space first'),
      run: () => typeIntoContainers(chosen),
    },
  ]
}
