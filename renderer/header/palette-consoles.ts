import type { SpotlightActionData } from '@mantine/spotlight'
import type { HostId } from '../../shared/hosts.ts'
import type { Circumstances } from '../actions/availability.ts'
import { consoleOf, goToGroupAt, moveConsole, split, whyNoSplit } from '../actions/splits.ts'
import {
  chosenContainers,
  keysInSight,
  keysOfGroup,
  toggleSynchronised,
  typeIntoAll,
  typeIntoContainers,
} from '../actions/synchronise.ts'
import { moveOut } from '../console-window/moving.ts'
import { KEYS } from '../consoles/split-keys.ts'
import type { ConsoleTarget } from '../model.ts'
import type { Direction } from '../store/areas.ts'
import { groupsIn } from '../store/arrangement.ts'
import { useDialogs } from '../store/dialogs.ts'
import { useSynchronised } from '../store/synchronised.ts'
import { useTabs } from '../store/tabs.ts'

type Entry = SpotlightActionData

const DIRECTIONS: readonly Direction[] = ['left', 'right', 'up', 'down']

/** What can be done with the console that the keyboard was in, and with how the consoles stand. */
export function consoleEntries(aroundOf: (host: HostId) => Circumstances): Entry[] {
  const target = consoleOf()
  return target ? [...ofConsole(target, aroundOf), ...ofGroups(target), ...together()] : []
}

function ofConsole(target: ConsoleTarget, aroundOf: (host: HostId) => Circumstances): Entry[] {
  const sides = [
    ['right', KEYS.splitRight.words],
    ['down', KEYS.splitDown.words],
  ] as const
  return [
    {
      id: 'rename console',
      label: 'Rename this console…',
      description: KEYS.rename.words,
      onClick: () => useDialogs.getState().show({ kind: 'renameConsole', console: target }),
    },
    ...sides
      .filter(([side]) => whyNoSplit(target, side, aroundOf) === null)
      .map(([side, description]) => ({
        id: `split ${side}`,
        label: `Split ${side}`,
        description,
        keywords: ['console', 'tabs', 'beside'],
        onClick: () => split(target, side),
      })),
    {
      id: 'own window',
      label: 'Move this console into a window of its own',
      onClick: () => moveOut(target),
    },
  ]
}

function ofGroups(target: ConsoleTarget): Entry[] {
  const { arrangement, toggleZoom } = useTabs.getState()
  if (groupsIn(arrangement).length < 2) return []
  return [
    {
      id: 'zoom',
      label:
        arrangement.maximizedTabsetId === undefined
          ? 'Zoom this group to full'
          : 'Show all groups again',
      description: KEYS.zoom.words,
      keywords: ['maximise', 'full', 'split'],
      onClick: () => toggleZoom(),
    },
    ...DIRECTIONS.flatMap((direction) => [
      {
        id: `go ${direction}`,
        label: `Go to the console group: ${direction}`,
        description: KEYS.go.words,
        onClick: () => goToGroupAt(direction),
      },
      {
        id: `move ${direction}`,
        label: `Move this console: ${direction}`,
        description: KEYS.move.words,
        onClick: () => moveConsole(target, direction),
      },
    ]),
  ]
}

function together(): Entry[] {
  if (useSynchronised.getState().members.length > 0) {
    return [
      {
        id: 'unsynchronise',
        label: 'Stop synchronised input',
        description: KEYS.synchronise.words,
        onClick: toggleSynchronised,
      },
    ]
  }
  const [seen, grouped, chosen] = [keysInSight(), keysOfGroup(), chosenContainers()]
  const keywords = ['synchronised', 'broadcast', 'input']
  return [
    {
      id: 'type sight',
      label: `Type into all consoles in sight (${seen.length})`,
      description: KEYS.synchronise.words,
      keywords,
      onClick: () => typeIntoAll(seen),
      among: seen.length,
    },
    {
      id: 'type group',
      label: `Type into all tabs of this group (${grouped.length})`,
      keywords,
      onClick: () => typeIntoAll(grouped),
      among: grouped.length,
    },
    {
      id: 'type chosen',
      label: `Type into the chosen containers (${chosen.length})`,
      keywords,
      onClick: () => typeIntoContainers(chosen),
      among: chosen.length,
    },
  ].flatMap(({ among, ...entry }) => (among > 1 ? [entry] : []))
}
