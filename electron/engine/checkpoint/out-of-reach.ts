import { RuncibleError } from '../../../shared/errors.ts'
import type { CheckpointFinding } from '../../../shared/model.ts'
import { cgroupVersion } from '../runtime/cgroup.ts'
import { processStat, statusField, textOrNull } from '../runtime/proc.ts'

/** Of so many the names are told. */
const MOST_NAMES = 5

/**
 * What a checkpoint would wait for without end: on cgroup v1 CRIU cannot take hold of a process that a signal has stopped, once
 * the container is frozen, and nothing but SIGKILL ends it then. null: none is.
 */
export function stoppedProcesses(pids: readonly number[]): CheckpointFinding | null {
  if (cgroupVersion() !== 'v1') return null
  const stopped = pids.filter((pid) => processStat(pid)?.state === 'T')
  const hint =
    'Let it go on (signal SIGCONT), or end it. On a machine with cgroup v2 it could come along.'
  return outOfReach((names) => `stopped by a signal: ${names}`, stopped.map(nameOf), hint)
}

/** What CRIU cannot take hold of: a process has one tracer, and strace or a debugger is it. null: none is traced. */
export function tracedProcesses(pids: readonly number[]): CheckpointFinding | null {
  const traced = pids.flatMap((pid) => {
    const tracer = Number(statusField(pid, 'TracerPid'))
    return tracer === 0 ? [] : [`${nameOf(pid)} (by ${nameOf(tracer)}, pid ${tracer})`]
  })
  const hint = 'End the trace, or leave the debugger, and take it then.'
  return outOfReach((names) => `traced: ${names}`, traced, hint)
}

/** Throws `failed-precondition` where CRIU could not take hold of one. */
export function requireInReach(pids: readonly number[]): void {
  const found = stoppedProcesses(pids) ?? tracedProcesses(pids)
  if (!found) return
  const { message, hint } = found
  throw new RuncibleError(
    'failed-precondition',
    `no checkpoint can be taken of what is ${message}`,
    { ...(hint && { hint }) },
  )
}

const nameOf = (pid: number) => textOrNull(`/proc/${pid}/comm`)?.trim() ?? 'a process'

function outOfReach(
  said: (names: string) => string,
  names: readonly string[],
  hint: string,
): CheckpointFinding | null {
  if (names.length === 0) return null
  const message = said(names.slice(0, MOST_NAMES).join(', '))
  return { kind: 'refused', message, hint, option: null }
}
