import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** What an engine that died left running (runc create, runc checkpoint) is waited for this long. */
const SETTLE_MS = 60_000

/** Command lines of every runc and conmon on the machine, read once for all containers. */
export async function runtimeProcesses(): Promise<string[][]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const lines = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  )
  return lines
    .map((line) => line.split('\0'))
    .filter((argv) => ['runc', 'conmon'].includes(basename(argv[0] ?? '')))
}

/**
 * Waits until nothing that an earlier engine started for the container in `dir` is under way. `processes` is the first
 * look; it is looked again only while there is something.
 */
export async function waitForOrphans(dir: string, processes: string[][]): Promise<void> {
  const until = Date.now() + SETTLE_MS
  let seen = processes
  while (seen.some((argv) => isUnderWay(argv, dir)) && Date.now() < until) {
    await sleep(50)
    seen = await runtimeProcesses()
  }
}

/** A runc that works for the container, or a conmon that has not come as far as the pid of its process. */
function isUnderWay(argv: string[], dir: string): boolean {
  if (!argv.some((argument) => argument.startsWith(`${dir}/`))) return false
  if (basename(argv[0] ?? '') === 'runc') return !argv.includes('init')
  const pidFile = argv[argv.indexOf('-p') + 1]
  return pidFile !== undefined && !existsSync(pidFile)
}
