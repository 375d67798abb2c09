import { readFileSync } from 'node:fs'

/** State and start time of a process, after the name, which may hold spaces and parentheses itself. */
const STAT = /\) (\S) (?:\S+ ){18}(\d+)/

/** When a process started, in clock ticks since boot; null when it is gone or a zombie. With its pid it names one process. */
export function processStartTime(pid: number): number | null {
  let text: string
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return null
  }
  const [, state, startTime] = STAT.exec(text.slice(text.lastIndexOf(')'))) ?? []
  if (state === undefined || state === 'Z' || state === 'X') return null
  return Number(startTime)
}

/** Whether the process of that pid is still the one that started then. */
export function isAlive(pid: number, startTime: number): boolean {
  return processStartTime(pid) === startTime
}

/** The kernel's name for this boot: another after every restart of the machine. */
export function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
}
