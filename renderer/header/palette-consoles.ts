import type { SpotlightActionData } from '@mantine/spotlight'
import type { HostId } from '../../shared/hosts.ts'
import type { Circumstances } from '../actions/availability.ts'
import { consoleOf, goToGroupAt, moveConsole } from '../actions/splits.ts'
import { type ConsoleCommand, commandsOf, commandsTogether } from '../consoles/console-commands.ts'
import { KEYS } from '../consoles/split-keys.ts'
import type { ConsoleTarget } from '../model.ts'
import type { Direction } from '../store/areas.ts'
import { groupsIn } from '../store/arrangement.ts'
import { useTabs } from '../store/tabs.ts'

const DIRECTIONS: readonly Direction[] = ['left', 'right', 'up', 'down']

/** What can be done with the console that the keyboard was in, and with how the consoles stand. */
export function consoleEntries(aroundOf: (host: HostId) => Circumstances): SpotlightActionData[] {
  const target = consoleOf()
  if (!target) return []
  return [...commandsOf(target, aroundOf), ...betweenGroups(target), ...commandsTogether()].flatMap(
    ({ id, label, keys, keywords, why, run }) =>
      why === null
        ? [
            {
              id,
              label,
              ...(keys && { description: keys }),
              ...(keywords && { keywords }),
              onClick: run,
            },
          ]
        : [],
  )
}

function betweenGroups(target: ConsoleTarget): ConsoleCommand[] {
  if (groupsIn(useTabs.getState().arrangement).length < 2) return []
  return DIRECTIONS.flatMap((direction) => [
    {
      id: `go ${direction}`,
      label: `Go to the console group: ${direction}`,
      keys: KEYS.go.words,
      why: null,
      run: () => goToGroupAt(direction),
    },
    {
      id: `move ${direction}`,
      label: `Move this console: ${direction}`,
      keys: KEYS.move.words,
      why: null,
      run: () => moveConsole(target, direction),
    },
  ])
}
