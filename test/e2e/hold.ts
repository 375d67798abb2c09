import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

const LONGEST_MS = 20_000
const LOOK_MS = 2

/**
 * Waits for a program that has all of `words` among its arguments and stops it where it is (SIGSTOP), so that what takes
 * only moments can be looked at and clicked; gives what lets it go on. To be called before what starts it: a click may be told
 * of later than it ends.
 */
export async function holdProgram(words: readonly string[]): Promise<() => void> {
  for (const end = Date.now() + LONGEST_MS; Date.now() < end; await sleep(LOOK_MS)) {
    const pid = pids().find((one) => words.every((word) => argumentsOf(one).includes(word)))
    if (pid === undefined) continue
    process.kill(pid, 'SIGSTOP')
    return () => process.kill(pid, 'SIGCONT')
  }
  throw new Error(`no program with ${words.join(' ')} was seen`)
}

const pids = () => readdirSync('/proc').filter(isPid).map(Number)

const isPid = (name: string) => /^\d+$/.test(name)

function argumentsOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  } catch {
    return []
  }
}
