import { RuncibleError } from '../../../shared/errors.ts'
import type { CheckpointFinding } from '../../../shared/model.ts'
import { textOrNull } from '../runtime/proc.ts'

/** Of so many the names are told. */
const MOST_NAMES = 5
const HINT = 'End the trace, or leave the debugger, and take it then.'

/** What CRIU cannot take hold of: a process has one tracer, and strace or a debugger is it. null: none is traced. */
export function tracedProcesses(pids: readonly number[]): CheckpointFinding | null {
  const traced = pids.flatMap((pid) => {
    const status = textOrNull(`/proc/${pid}/status`) ?? ''
    const tracer = Number(/^TracerPid:\s+(\d+)$/m.exec(status)?.[1] ?? 0)
    return tracer === 0 ? [] : [`${nameOf(pid)} (by ${nameOf(tracer)}, pid ${tracer})`]
  })
  if (traced.length === 0) return null
  const message = `traced: ${traced.slice(0, MOST_NAMES).join(', ')}`
  return { kind: 'refused', message, hint: HINT, option: null }
}

/** Throws `failed-precondition` where one is. */
export function requireNoneTraced(pids: readonly number[]): void {
  const found = tracedProcesses(pids)
  if (!found) return
  throw new RuncibleError(
    'failed-precondition',
    `no checkpoint can be taken of what is ${found.message}`,
    { hint: HINT },
  )
}

const nameOf = (pid: number) => textOrNull(`/proc/${pid}/comm`)?.trim() ?? 'a process'
