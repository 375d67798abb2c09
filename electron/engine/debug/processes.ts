import { setTimeout as sleep } from 'node:timers/promises'
import { allPids, linkOrNull, sendSignal } from '../runtime/proc.ts'

/** Passes over processes that fork while they are killed. */
const PASSES = 20
/** A killed process is gone after about this. */
const DYING_MS = 5

/** Those whose mounts are the ones that the kernel names so; a zombie has none. */
export const inMounts = (mounts: string): number[] =>
  allPids().filter((pid) => linkOrNull(`/proc/${pid}/ns/mnt`) === mounts)

/** Kills all that `pids` gives, until it gives none; what is in the kernel's hands for longer stays. */
export async function endAll(pids: () => number[]): Promise<void> {
  for (let pass = 0; pass < PASSES; pass++) {
    const left = pids()
    if (left.length === 0) return
    for (const pid of left) sendSignal(pid, 'SIGKILL')
    await sleep(DYING_MS)
  }
}
