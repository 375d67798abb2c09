import { readlinkSync } from 'node:fs'
import { processStartTime } from '../../electron/engine/runtime/proc.ts'
import { names } from './test-engine.ts'

/** The pids of all that live in the pid namespace of a container's init, itself among them. */
export function processesBeside(init: number): number[] {
  const space = pidSpace(init)
  return names('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && space !== '' && pidSpace(pid) === space)
    .filter((pid) => processStartTime(pid) !== null)
}

function pidSpace(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`)
  } catch {
    return ''
  }
}
