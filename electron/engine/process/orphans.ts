import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { goOn } from '../runtime/dump-hold.ts'
import { allPids, childrenOf, processStat } from '../runtime/proc.ts'
import type { Pid } from './metadata.ts'
import { pidOf } from './pids.ts'

/** What an engine that died left running (runc create, runc checkpoint) is waited for this long. */
const SETTLE_MS = 60_000
/** A conmon whose runtime has ended answers or leaves within this; one that never sleeps is busy with its console by then. */
const ANSWER_MS = 2000

export interface RuntimeProcess {
  pid: number
  argv: string[]
}

/** Every runc and conmon on the machine, read once for all containers. */
export async function runtimeProcesses(): Promise<RuntimeProcess[]> {
  const lines = await Promise.all(
    allPids().map(async (pid) => ({
      pid,
      argv: (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0'),
    })),
  )
  return lines.filter(({ argv }) => ['runc', 'conmon'].includes(basename(argv[0] ?? '')))
}

/**
 * Waits until nothing that an earlier engine started for the container in `dir` is under way. `processes` is the first
 * look; it is looked again only while there is something.
 */
export async function waitForOrphans(dir: string, processes: RuntimeProcess[]): Promise<void> {
  const until = Date.now() + SETTLE_MS
  let underWay = processes.filter(({ argv }) => isUnderWay(argv, dir))
  while (underWay.length > 0 && Date.now() < until) {
    // One whose engine died as it held a dump would never end.
    for (const { pid } of underWay) goOn(pid)
    await sleep(50)
    underWay = (await runtimeProcesses()).filter(({ argv }) => isUnderWay(argv, dir))
  }
}

/**
 * The conmon of a launch that nobody heard the answer of; null where it has left. To be asked for when nothing of the launch is
 * under way any more. conmon that finds nobody at its sync pipe leaves, a moment after its runtime has ended: it stays if it
 * has gone to sleep since.
 */
export async function monitorThatStays(conmonPidFile: string): Promise<Pid | null> {
  const until = Date.now() + ANSWER_MS
  for (;;) {
    const found = (await runtimeProcesses()).filter(
      ({ argv }) => basename(argv[0] ?? '') === 'conmon' && argv.includes(conmonPidFile),
    )
    const [monitor, ...others] = found
    if (!monitor) return null
    // Another is the one that forks into the background, and writes the pid file before it leaves.
    if ((others.length === 0 && hasSettled(monitor.pid)) || Date.now() > until) {
      return pidOf(monitor.pid)
    }
    await sleep(5)
  }
}

/** Asleep, with no runtime that it has not asked for its exit code. */
function hasSettled(monitor: number): boolean {
  const children = childrenOf(monitor).map((child) => processStat(child)?.state)
  return processStat(monitor)?.state === 'S' && !children.includes('Z')
}

/** A runc that works for the container, or a conmon that has not come as far as the pid of its process. */
function isUnderWay(argv: string[], dir: string): boolean {
  if (!argv.some((argument) => argument.startsWith(`${dir}/`))) return false
  if (basename(argv[0] ?? '') === 'runc') return !argv.includes('init')
  const pidFile = argv[argv.indexOf('-p') + 1]
  return pidFile !== undefined && !existsSync(pidFile)
}
