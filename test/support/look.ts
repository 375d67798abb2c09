import { readdirSync, readFileSync } from 'node:fs'

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

/** The pid of a process's parent; NaN where it is gone. */
export function parentOf(pid: number): number {
  try {
    return Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
  } catch {
    return 0
  }
}
