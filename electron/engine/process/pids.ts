import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { RuncibleError } from '../../../shared/errors.ts'
import { isAlive, processStartTime } from '../runtime/proc.ts'
import type { Pid } from './metadata.ts'

/** A pid with its start time; null where the process is gone already. */
export function pidOf(pid: number): Pid | null {
  const startTime = processStartTime(pid)
  return startTime === null ? null : { pid, startTime }
}

/** The process that a pid file names; null where it is gone or was never written. conmon's parent writes it just before it leaves. */
export async function readPidFile(path: string, attempts = 20): Promise<Pid | null> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const pid = Number.parseInt(readOrEmpty(path), 10)
    if (pid > 0) return pidOf(pid)
    if (attempt < attempts - 1) await sleep(5)
  }
  return null
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** Signals a process if it still is the one we started. Throws `not-found` in containerd's words where it is not. */
export function signalProcess(target: Pid | null, signal: number): void {
  const finished = () => new RuncibleError('not-found', 'process already finished: not found')
  if (!target || !isAlive(target.pid, target.startTime)) throw finished()
  try {
    process.kill(target.pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') throw finished()
    throw error
  }
}
