import { readdirSync, readFileSync } from 'node:fs'
import { until } from './until.ts'

/** What is in a folder; nothing where there is none. */
export const names = (path: string): string[] => {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}

/** The arguments of a process; none where it is gone. */
export const commandLine = (pid: number): string[] => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  } catch {
    return []
  }
}

/** Waits until what was told to start is no longer runc's own init, which it still is for a moment. */
export const becameProgram = (pid: number): Promise<void> =>
  until(() => commandLine(pid)[1] !== 'init', `${pid} to become its program`)

/** The pid of a process's parent; NaN where it is gone. */
export function parentOf(pid: number): number {
  try {
    return Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
  } catch {
    return 0
  }
}
