import { readFileSync, statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { ageOf, processStat, sendSignal } from '../runtime/proc.ts'

/** Clocks of files and of processes differ by less; a pid comes round again only after thousands of others. */
const CLOCKS_MS = 1000
/** Passes over a session whose processes fork while they are killed. */
const PASSES = 10
/** A killed process is gone after about this; a frozen one when it is thawed. */
const DYING_MS = 10

/** When runc wrote a pid file: its process ran by then. null where it never did. */
export function writtenAt(pidFile: string): Date | null {
  return statSync(pidFile, { throwIfNoEntry: false })?.mtime ?? null
}

/**
 * Ends what `runc exec` has left in a container: the process of its pid file and all in its session. runc makes every such
 * process the leader of a session of its own, and as long as one of the session lives the leader's pid is given to nobody
 * else, even when the leader has ended. `members` gives the pids of all in the container.
 * Gives how many were ended; null where it lives and cannot be told from a stranger (a user without cgroups of their own).
 */
export async function endSession(
  pidFile: string,
  members: () => Promise<number[]>,
): Promise<number | null> {
  const leader = Number.parseInt(readFileSync(pidFile, 'utf8'), 10)
  const stat = processStat(leader)
  if (stat && isYounger(stat.startTime, pidFile)) return 0
  if (stat && stat.state !== 'Z' && !(await members()).includes(leader)) return null
  const killed = new Set<number>()
  for (let pass = 0; pass < PASSES; pass++) {
    const own = (await members()).filter((pid) => isOf(leader, pid))
    if (own.length === 0) break
    for (const pid of own) if (sendSignal(pid, 'SIGKILL')) killed.add(pid)
    await sleep(DYING_MS)
  }
  return killed.size
}

/** Started after the file was written: the pid has come round to another process. */
function isYounger(startTime: number, pidFile: string): boolean {
  const written = writtenAt(pidFile)
  return written !== null && ageOf(startTime) + CLOCKS_MS < Date.now() - written.getTime()
}

/** The pids of those of the session that still run, its leader's end behind them. */
export async function sessionOf(
  pidFile: string,
  members: () => Promise<number[]>,
): Promise<number[]> {
  if (!writtenAt(pidFile)) return []
  const leader = Number.parseInt(readFileSync(pidFile, 'utf8'), 10)
  const stat = processStat(leader)
  if (stat && isYounger(stat.startTime, pidFile)) return []
  return (await members()).filter((pid) => isOf(leader, pid))
}

function isOf(session: number, pid: number): boolean {
  const stat = processStat(pid)
  return stat !== null && stat.state !== 'Z' && stat.session === session
}
