import type { SpotlightActionData } from '@mantine/spotlight'
import type { HostId } from '../../shared/hosts.ts'
import { type Circumstances, whyNoInspection } from '../actions/availability.ts'
import { runShell } from '../actions/execs.ts'
import { goToForeign, whyNotForeign } from '../actions/foreign.ts'
import { type ForeignContainer, keyOf } from '../model.ts'
import { type Dialog, useDialogs } from '../store/dialogs.ts'
import { INSPECT_HELP } from '../words/actions.ts'
import { foreignName, OWNERS } from '../words/foreign.ts'

type Entry = SpotlightActionData

/** Of containers that something else made: to go there, to look, to work in one. What asks first is asked in the inspector. */
export function foreignEntries(
  containers: Iterable<ForeignContainer>,
  aroundOf: (host: HostId) => Circumstances,
): Entry[] {
  return [...containers].flatMap((one): Entry[] => {
    const key = keyOf(one)
    const around = aroundOf(one.host)
    const name = foreignName(one)
    const entry = (label: string, onClick: () => void, description = ''): Entry => ({
      id: `${label} ${key}`,
      label,
      description: description || OWNERS[one.owner].heading,
      onClick,
    })
    const show = (kind: Extract<Dialog['kind'], 'kernelView' | 'processes' | 'graphs'>) => () =>
      useDialogs.getState().show({ kind, container: one })
    const looks =
      whyNoInspection(one, around) === null
        ? [
            entry(`Inspect ${name}…`, show('kernelView'), INSPECT_HELP),
            entry(`Processes in ${name}`, show('processes')),
            entry(`Graphs of ${name}`, show('graphs')),
          ]
        : []
    const works =
      whyNotForeign('exec', one, around) === null
        ? [entry(`Shell in ${name}`, () => void runShell(one))]
        : []
    return [entry(`Go to ${name}`, () => goToForeign(one)), ...looks, ...works]
  })
}
