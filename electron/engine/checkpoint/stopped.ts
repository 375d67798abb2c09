import { RuncibleError } from '../../../shared/errors.ts'
import type { CheckpointFinding } from '../../../shared/model.ts'
import { cgroupVersion } from '../runtime/cgroup.ts'
import { processStat, textOrNull } from '../runtime/proc.ts'

/** Of so many the names are told. */
const MOST_NAMES = 5
const HINT =
  'Let it go on (signal SIGCONT), or end it. On a machine with cgroup v2 it could come along.'

/**
 * What a checkpoint would wait for without end: on cgroup v1 CRIU cannot take hold of a process that a signal has stopped, once
 * the container is frozen, and nothing but SIGKILL ends it then. null: none is.
 */
export function stoppedProcesses(pids: readonly number[]): CheckpointFinding | null {
  if (cgroupVersion() !== 'v1') return null
  const stopped = pids.filter((pid) => processStat(pid)?.state === 'T')
  if (stopped.length === 0) return null
  const names = stopped.slice(0, MOST_NAMES).map((pid) => textOrNull(`/proc/${pid}/comm`)?.trim())
  return {
    kind: 'refused',
    message: `stopped by a signal: ${names.map((name) => name ?? 'a process').join(', ')}`,
    hint: HINT,
    option: null,
  }
}

/** Throws `failed-precondition` where one is. */
export function requireNoneStopped(pids: readonly number[]): void {
  const found = stoppedProcesses(pids)
  if (!found) return
  throw new RuncibleError(
    'failed-precondition',
    `no checkpoint can be taken of what is ${found.message}`,
    { hint: HINT },
  )
}
