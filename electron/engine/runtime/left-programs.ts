import { basename } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { allPids, argvOf, processStartTime, sendSignal } from './proc.ts'

/** What fills folders of ours. Each has a session of its own, and goes on when its engine is killed. */
const WORKERS = new Set(['skopeo', 'umoci', 'cp', 'tar', 'find', 'rdiff', 'zstd'])
const GONE_WITHIN_MS = 10_000

/**
 * Ends what an earlier engine had started to fill the folder `dir`, so that it can be removed: a copy that goes on would make
 * anew what was just deleted. Resolves when it is gone. To be asked only for folders in which a work was cut off, since it
 * reads every command line of the machine.
 */
export async function endLeftPrograms(dir: string): Promise<void> {
  const found = allPids().filter((pid) => fills(argvOf(pid), dir))
  for (const pid of found) end(pid)
  const until = Date.now() + GONE_WITHIN_MS
  while (found.some((pid) => processStartTime(pid) !== null) && Date.now() < until) await sleep(5)
}

/** Somebody else's is not ours to end, and was not started by us. */
function end(pid: number): void {
  try {
    sendSignal(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error
  }
}

/** Is it one of those, at work in `dir` or below? skopeo and umoci name it between colons. */
export function fills(argv: readonly string[], dir: string): boolean {
  const isWorker = argv.some((argument) => WORKERS.has(basename(argument)))
  return isWorker && argv.some((argument) => isOf(argument, dir))
}

function isOf(argument: string, dir: string): boolean {
  const at = argument.indexOf(dir)
  const after = argument[at + dir.length]
  return at >= 0 && (after === undefined || after === '/' || after === ':')
}
