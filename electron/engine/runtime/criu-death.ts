import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { RuncibleError } from '../../../shared/errors.ts'
import { childrenOf, textOrNull } from './proc.ts'

const LOOK_MS = 250
/** So many looks in a row must say the same: between two of its requests runc has no CRIU for a moment. */
const LOOKS = 4
const LOG = 'restore.log'
const DONE = 'Restore finished successfully'

interface RestoreAtWork {
  /** of conmon, below which runc and CRIU run */
  conmonPidFile: string
  /** where CRIU writes its log */
  workPath: string
}

/**
 * Rejects with `restore-failed` when CRIU has died in the midst of a restore and runc waits for it for ever: what CRIU had
 * forked already holds the other end of runc's socket. Otherwise when `over` is aborted, with its reason.
 */
export async function awaitCriuDeath(
  { conmonPidFile, workPath }: RestoreAtWork,
  over: AbortSignal,
): Promise<never> {
  const begun = Date.now()
  for (let dead = 0; dead < LOOKS; ) {
    await sleep(LOOK_MS, undefined, { ref: false, signal: over })
    const runc = await runcBelow(conmonPidFile, workPath)
    const without = runc !== undefined && !childrenOf(runc).some(isCriu)
    dead = without && (await isUnfinished(join(workPath, LOG), begun)) ? dead + 1 : 0
  }
  throw new RuncibleError('restore-failed', 'OCI runtime restore failed: CRIU was ended', {
    hint: 'Somebody killed it, or the machine was out of memory (dmesg). The checkpoint is whole and can be restored again.',
  })
}

/** conmon takes over what a killed CRIU leaves, so runc is not its only child. */
async function runcBelow(conmonPidFile: string, workPath: string): Promise<number | undefined> {
  const conmon = Number.parseInt(await readFile(conmonPidFile, 'utf8').catch(() => ''), 10)
  return childrenOf(conmon || 0).find((pid) => {
    const argv = argvOf(pid)
    return argv.includes('restore') && argv.includes(workPath)
  })
}

/** What it forks, and leaves to runc where it is killed, calls itself otherwise. */
const isCriu = (pid: number) => argvOf(pid).includes('swrk')

const argvOf = (pid: number) => textOrNull(`/proc/${pid}/cmdline`)?.split('\0') ?? []

/** Has a CRIU of this restore begun, and not said that it is through? */
async function isUnfinished(log: string, begun: number): Promise<boolean> {
  const { mtimeMs } = await stat(log).catch(() => ({ mtimeMs: 0 }))
  return mtimeMs >= begun && !(await readFile(log, 'utf8').catch(() => DONE)).includes(DONE)
}
