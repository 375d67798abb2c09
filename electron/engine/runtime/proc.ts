import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs'
import { open } from 'node:fs/promises'

/** State, session, times and start of a process, after the name, which may hold spaces and parentheses itself. */
const STAT = /\) (\S) \S+ \S+ (\S+) (?:\S+ ){7}(\d+) (\d+) (?:\S+ ){6}(\d+)/
/** Clock ticks a second, as Linux tells them to every program (USER_HZ). */
const TICKS = 100
/** As much is read at once. */
const PIECE_BYTES = 64 * 1024

/** What the kernel says of a process. */
export interface ProcessStat {
  /** R runs, S sleeps until something happens, Z has ended and nobody has asked how */
  state: string
  /** pid of the one that began its session */
  session: number
  /** user and system time that it has taken */
  cpuMs: number
  /** clock ticks since boot */
  startTime: number
}

/** What a file of a process says; null where it is gone, or hidden. */
export function textOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/** The beginning of such a file, at most so many bytes; null where it is gone, or hidden. */
export function beginningOrNull(path: string, most: number): Buffer | null {
  try {
    const file = openSync(path, 'r')
    try {
      const into = Buffer.alloc(most)
      let length = 0
      // The kernel may give less at once than there is.
      for (let read = -1; read !== 0 && length < most; length += read) {
        read = readSync(file, into, length, most - length, null)
      }
      return into.subarray(0, length)
    } finally {
      closeSync(file)
    }
  } catch {
    return null
  }
}

/**
 * The text of one that a container can make as long as it likes, at most so many bytes, read while others go on; `whole`: there
 * was no more.
 */
export async function textUpTo(
  path: string,
  most: number,
): Promise<{ text: string; whole: boolean } | null> {
  const file = await open(path).catch(() => null)
  if (!file) return null
  try {
    const pieces: Buffer[] = []
    for (let left = most + 1; left > 0; ) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(Math.min(left, PIECE_BYTES)))
      if (bytesRead === 0) break
      pieces.push(buffer.subarray(0, bytesRead))
      left -= bytesRead
    }
    const all = Buffer.concat(pieces)
    return { text: all.subarray(0, most).toString('utf8'), whole: all.length <= most }
  } catch {
    return null
  } finally {
    await file.close()
  }
}

/** A field of the text of /proc/PID/status; empty where there is none. */
export const fieldOf = (status: string, name: string): string =>
  new RegExp(`^${name}:[ \\t]*(.*)$`, 'm').exec(status)?.[1] ?? ''

/** The same of a process; empty where it is gone. */
export const statusField = (pid: number, name: string): string =>
  fieldOf(textOrNull(`/proc/${pid}/status`) ?? '', name)

/** Where a link of a process leads; null where it is gone, or hidden. */
export function linkOrNull(path: string): string | null {
  try {
    return readlinkSync(path)
  } catch {
    return null
  }
}

/** null when it is gone. */
export function processStat(pid: number): ProcessStat | null {
  let text: string
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return null
  }
  const [, state, session, user, system, startTime] =
    STAT.exec(text.slice(text.lastIndexOf(')'))) ?? []
  if (state === undefined || state === 'X') return null
  const cpuMs = ((Number(user) + Number(system)) * 1000) / TICKS
  return { state, session: Number(session), cpuMs, startTime: Number(startTime) }
}

/** When a process started, in clock ticks since boot; null when it is gone or a zombie. With its pid it names one process. */
export function processStartTime(pid: number): number | null {
  const stat = processStat(pid)
  return stat === null || stat.state === 'Z' ? null : stat.startTime
}

/** Is a process of ours that was told to wait still there? Not so a zombie: it has no program. A tenth of what `stat` takes. */
export function hasProgram(pid: number): boolean {
  try {
    readlinkSync(`/proc/${pid}/exe`)
    return true
  } catch {
    return false
  }
}

/** How long ago something of that start time began, ms. */
export function ageOf(startTime: number): number {
  const [uptime] = readFileSync('/proc/uptime', 'utf8').split(' ')
  return (Number(uptime) - startTime / TICKS) * 1000
}

/** Whether the process of that pid is still the one that started then. */
export function isAlive(pid: number, startTime: number): boolean {
  return processStartTime(pid) === startTime
}

/** Signals a process, or with a negative number its group; false where it is gone. */
export function sendSignal(pid: number, signal: number | NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}

/** All processes below a process, children before their own; zombies are not among them. */
export function descendantsOf(pid: number): number[] {
  return childrenOf(pid).flatMap((child) => {
    const below = descendantsOf(child)
    return processStartTime(child) === null ? below : [child, ...below]
  })
}

/** All that there are now. */
export const allPids = (): number[] => readdirSync('/proc').map(Number).filter(Number.isInteger)

/** The words of a command line; an empty one where the process is gone, or hidden. */
export const argvOf = (pid: number): string[] =>
  (textOrNull(`/proc/${pid}/cmdline`) ?? '').split('\0')

/** A process by its command line; null where there is none. Reads those of the whole machine. */
export function findProcess(
  fits: (argv: string[]) => boolean,
): { pid: number; startTime: number } | null {
  for (const pid of allPids()) {
    if (!fits(argvOf(pid))) continue
    const startTime = processStartTime(pid)
    if (startTime !== null) return { pid, startTime }
  }
  return null
}

/** Those that a process has started or taken over; zombies are among them. */
export function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8')
        .split(' ')
        .filter(Boolean)
        .map(Number),
    )
  } catch {
    return []
  }
}

/** The kernel's name for this boot: another after every restart of the machine. */
export function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
}
