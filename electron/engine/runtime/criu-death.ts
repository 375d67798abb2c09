import { readdirSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  childrenOf,
  hasProgram,
  processStartTime,
  processStat,
  sendSignal,
  textOrNull,
} from './proc.ts'

/** CRIU is at work for longer than this before it forks for the first time: it is known by then. */
const LOOK_MS = 25
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
  for (let dead = 0; dead < LOOKS; ) {
    await sleep(LOOK_MS, undefined, { ref: false, signal: over })
    const pid = await runc()
    const without = pid !== undefined && hasProgram(pid) && !seen.isThere(pid)
    dead = without && (await isUnfinished(log, begun)) ? dead + 1 : 0
  }
}

/** The CRIU that works for a runc, told from what it forks, which calls itself the same and falls to runc when it dies. */
class CriuOf {
  #main: number | null = null
  readonly #forks = new Set<number>()

  isThere(runc: number): boolean {
    const main = this.#main
    const ofMain = main === null ? [] : childrenOf(main)
    const all = [...childrenOf(runc), ...ofMain].filter(isCriu)
    if (main !== null && hasProgram(main)) {
      for (const pid of all) if (pid !== main) this.#forks.add(pid)
      return true
    }
    const next = oldest(all.filter((pid) => !this.#forks.has(pid)))
    this.#main = next ?? main
    return next !== undefined
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

/** As runc starts it, and as it calls itself once it is at work. */
const isCriu = (pid: number) => /\0swrk\0|criu: /.test(cmdlineOf(pid)) && hasProgram(pid)

const argvOf = (pid: number) => cmdlineOf(pid).split('\0')

const cmdlineOf = (pid: number) => textOrNull(`/proc/${pid}/cmdline`) ?? ''

/** Has a CRIU of this work begun, and not said that it is through? */
async function isUnfinished(log: string, begun: number): Promise<boolean> {
  const { mtimeMs } = await stat(log).catch(() => ({ mtimeMs: 0 }))
  if (mtimeMs < begun) return false
  const text = await readFile(log, 'utf8').catch(() => null)
  return text !== null && !DONE.test(text)
}

const inSession = (session: number): number[] =>
  readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 1 && processStat(pid)?.session === session)
