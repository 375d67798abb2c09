import { RuncibleError } from '../../../shared/errors.ts'
import { statusField, textOrNull } from '../runtime/proc.ts'
import type { DebugSession } from './session.ts'

/**
 * Throws `failed-precondition` where what a debug session has started lost its parent: the kernel gave it to the container's
 * init, among whose children CRIU would find it, with the machine's files open. `pids` are the container's own.
 */
export function requireNoneAdopted(
  sessions: readonly DebugSession[],
  pids: readonly number[],
): void {
  const own = new Set(pids)
  const adopted = sessions
    .flatMap((session) => session.processes())
    .filter((pid) => own.has(Number(statusField(pid, 'PPid'))))
  if (adopted.length === 0) return
  const names = adopted.map((pid) => textOrNull(`/proc/${pid}/comm`)?.trim() ?? 'a process')
  throw new RuncibleError(
    'failed-precondition',
    `no checkpoint can be taken: what a debug shell left behind belongs to the container now: ${names.join(', ')}`,
    { hint: 'End the debug shell: all that it started goes with it.' },
  )
}
