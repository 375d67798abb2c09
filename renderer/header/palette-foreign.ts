import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { SpotlightActionData } from '@mantine/spotlight'
import type { HostId } from '../../shared/hosts.ts'
import { foreignName } from '../../shared/model.ts'
import { type Circumstances, whyNoInspection } from '../actions/availability.ts'
import { runShell } from '../actions/execs.ts'
import { goToForeign, whyNotForeign } from '../actions/foreign.ts'
import { found } from '../language/found.ts'
import { type ForeignContainer, keyOf } from '../model.ts'
import { type Dialog, useDialogs } from '../store/dialogs.ts'
import { INSPECT_HELP } from '../words/actions.ts'
import { OWNERS } from '../words/foreign.ts'

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
    const entry = (
      id: string,
      label: MessageDescriptor,
      onClick: () => void,
      description = OWNERS[one.owner].heading,
    ): Entry => ({ id: `${id} ${key}`, ...found(label), description, onClick })
    const show = (kind: Extract<Dialog['kind'], 'kernelView' | 'processes' | 'graphs'>) => () =>
      useDialogs.getState().show({ kind, container: one })
    const looks =
      whyNoInspection(one, around) === null
        ? [
            entry('inspect', msg`Inspect ${name}…`, show('kernelView'), INSPECT_HELP),
            entry('processes', msg`Processes in ${name}`, show('processes')),
            entry('graphs', msg`Graphs of ${name}`, show('graphs')),
          ]
        : []
    const works =
      whyNotForeign('exec', one, around) === null
        ? [entry('shell', msg`Shell in ${name}`, () => void runShell(one))]
        : []
    return [entry('go', msg`Go to ${name}`, () => goToForeign(one)), ...looks, ...works]
  })
}
