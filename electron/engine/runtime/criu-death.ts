import { readFile, stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  allPids,
  argvOf,
  childrenOf,
  descendantsOf,
  hasProgram,
  processStartTime,
  processStat,
  sendSignal,
} from './proc.ts'

/** Less than half of what CRIU needs before it is at the work itself: it is known by then. */
const LOOK_MS = 25
/** From then on: it works on all processors there are. */
const LOOK_AT_WORK_MS = 250
/** So many looks in a row must say the same: between two of its requests runc has no CRIU for a moment. */
const LOOKS = 40
/** What a runc needs at most to say that its CRIU has died, once it learns of it. */
const SAY_MS = 2000
const DONE = /(Restore|umping) finished successfully/

interface CriuAtWork {
  /** the runc that waits for it; undefined as long as it is not known */
  runc(): number | undefined | Promise<number | undefined>
  /** CRIU's log */
  log: string
}

/**
 * Resolves when CRIU has died in the midst of its work and runc waits for it for ever: what CRIU had forked already holds the
 * other end of runc's socket. Otherwise it never does; it rejects when `over` is aborted, with its reason.
 */
export async function criuDeath({ runc, log }: CriuAtWork, over: AbortSignal): Promise<void> {
  const begun = Date.now()
  const seen = new CriuOf()
  let pid: number | undefined
  for (let dead = 0; dead < LOOKS; ) {
    const pause = seen.isAtWork ? LOOK_AT_WORK_MS : LOOK_MS
    await sleep(pause, undefined, { ref: false, signal: over })
    pid ??= await runc()
    const without = pid !== undefined && hasProgram(pid) && !seen.isThere(pid)
    dead = without && (await isUnfinished(log, begun)) ? dead + 1 : 0
  }
}

/**
 * The CRIU that works for a runc. What it forks calls itself as CRIU does at work, and falls to runc when it dies: CRIU itself
 * is seen before, as runc started it. Should that have been missed, what works is not idle.
 */
class CriuOf {
  #known: number | null = null
  #cpuMs = -1

  /** Itself, and not only what it is asked before. */
  get isAtWork(): boolean {
    return this.#known !== null && isAtWork(this.#known)
  }

  isThere(runc: number): boolean {
    if (this.#known !== null && hasProgram(this.#known)) return true
    const all = childrenOf(runc).filter(isCriu)
    const next = oldest(this.#known === null ? all : all.filter(isAsStarted))
    this.#known = next ?? this.#known
    return next !== undefined || !this.#isIdle(runc)
  }

  /** Has nothing below it done anything since this was last asked? */
  #isIdle(runc: number): boolean {
    const below = descendantsOf(runc).flatMap((pid) => processStat(pid) ?? [])
    const cpuMs = below.reduce((sum, one) => sum + one.cpuMs, 0)
    const wasIdle = cpuMs === this.#cpuMs && below.every(({ state }) => state === 'S')
    this.#cpuMs = cpuMs
    return wasIdle
  }
}

const oldest = (pids: readonly number[]): number | undefined =>
  pids.toSorted((a, b) => startOf(a) - startOf(b))[0]

const startOf = (pid: number) => processStartTime(pid) ?? Number.POSITIVE_INFINITY

/**
 * Ends a dump of the runc `pid` whose CRIU has died, so that runc says so: what CRIU had forked, which is in runc's session,
 * and runc itself where it waits for something else.
 */
export async function endWithCriu(pid: number, log: string, over: AbortSignal): Promise<void> {
  await criuDeath({ runc: () => pid, log }, over)
  for (const one of inSession(pid)) if (one !== pid) sendSignal(one, 'SIGKILL')
  await sleep(SAY_MS, undefined, { ref: false, signal: over })
  sendSignal(pid, 'SIGKILL')
}

/** The runc of a restore below a conmon, which takes over what a killed CRIU leaves, so that runc is not its only child. */
export async function restoringRunc(
  conmonPidFile: string,
  workPath: string,
): Promise<number | undefined> {
  const conmon = Number.parseInt(await readFile(conmonPidFile, 'utf8').catch(() => ''), 10)
  return childrenOf(conmon || 0).find((pid) => {
    const argv = argvOf(pid)
    return argv.includes('restore') && argv.includes(workPath)
  })
}

const isAsStarted = (pid: number) => argvOf(pid).includes('swrk')

/** Or as it calls itself once it is at work. */
const isCriu = (pid: number) => isAsStarted(pid) || isAtWork(pid)

const isAtWork = (pid: number) => argvOf(pid).some((word) => word.includes('criu: '))

/** Has a CRIU of this work begun, and not said that it is through? */
async function isUnfinished(log: string, begun: number): Promise<boolean> {
  const { mtimeMs } = await stat(log).catch(() => ({ mtimeMs: 0 }))
  if (mtimeMs < begun) return false
  const text = await readFile(log, 'utf8').catch(() => null)
  return text !== null && !DONE.test(text)
}

const inSession = (session: number): number[] =>
  allPids().filter((pid) => processStat(pid)?.session === session)
