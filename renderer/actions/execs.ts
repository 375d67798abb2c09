import { t } from '@lingui/core/macro'
import type { CallName } from '../../shared/contract.ts'
import type { Exec, ExecRequest } from '../../shared/model.ts'
import { type ConsoleTarget, type ContainerRef, type ExecRef, keyOf, refOf } from '../model.ts'
import { attempt } from './attempt.ts'
import { openTab } from './navigate.ts'

const execRefOf = (ref: ExecRef) => ({ ...refOf(ref), exec: ref.exec })

/** Creates an exec process, starts it and opens its console. False where it failed (shown at `place`). */
export async function runExec(
  container: ContainerRef,
  request: ExecRequest,
  place: string,
  open: (target: ConsoleTarget) => void = openTab,
): Promise<boolean> {
  const [command] = request.args
  const { host, namespace, id } = container
  const exec = await attempt({
    host,
    place,
    what: command ? t`Could not run ${command} in ${id}` : t`Could not run a process in ${id}`,
    run: async (client, options) => {
      const made = await client.call('execs.create', { namespace, id, request }, options)
      return client.call('execs.start', { namespace, id, exec: made.id }, options)
    },
  })
  if (exec) open({ kind: 'exec', host, namespace, id, exec: exec.id })
  return exec !== undefined
}

/** A shell in the container, in a terminal: the exec that is wanted most. */
export const runShell = (container: ContainerRef, open?: (target: ConsoleTarget) => void) =>
  runExec(container, { args: ['sh'], terminal: true, stdin: 'open' }, keyOf(container), open)

type PlainExecAction = 'start' | 'delete' | 'closeStdin' | 'endLeft'
const PLAIN_CALLS = {
  start: 'execs.start',
  delete: 'execs.delete',
  closeStdin: 'execs.closeStdin',
  endLeft: 'execs.endLeft',
} as const satisfies Record<PlainExecAction, CallName>
const COULD_NOT: Record<PlainExecAction, (command: string, id: string) => string> = {
  start: (command, id) => t`Could not start ${command} in ${id}`,
  delete: (command, id) => t`Could not delete ${command} in ${id}`,
  closeStdin: (command, id) => t`Could not end the stdin of ${command} in ${id}`,
  endLeft: (command, id) => t`Could not end what is left of ${command} in ${id}`,
}

export function actOnExec(action: PlainExecAction, ref: ExecRef, { args }: Pick<Exec, 'args'>) {
  const [command = ''] = args
  return attempt<unknown>({
    host: ref.host,
    place: keyOf(ref),
    what: COULD_NOT[action](command, ref.id),
    run: (client, options) => client.call(PLAIN_CALLS[action], execRefOf(ref), options),
  })
}

export function killExec(ref: ExecRef, signal: number, { args }: Pick<Exec, 'args'>) {
  const [command = ''] = args
  return attempt({
    host: ref.host,
    place: keyOf(ref),
    what: t`Could not signal ${command} in ${{ id: ref.id }}`,
    run: (client, options) => client.call('execs.kill', { ...execRefOf(ref), signal }, options),
  })
}
