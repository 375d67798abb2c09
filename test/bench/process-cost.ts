import { readFileSync } from 'node:fs'

/** Linux counts a process's time in these, whatever the kernel's own tick: ms. */
const CLOCK_TICK_MS = 10

/** User and system time of a process, ms. */
export function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * CLOCK_TICK_MS
}

/** Percent of a core that a process takes while `work` goes on. */
export async function cpuShare(pid: number, work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  const before = cpuMs(pid)
  await work()
  return (100 * (cpuMs(pid) - before)) / (performance.now() - begun)
}
