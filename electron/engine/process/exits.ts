import { existsSync, type FSWatcher, readFileSync, statSync, watch } from 'node:fs'
import { join } from 'node:path'
import type { Exit } from '../../../shared/model.ts'

/** An end as conmon left it: `code` is 128+n for a signal n, null where nobody saw it. */
export interface SeenExit {
  code: number | null
  oom: boolean
  at: Date
}

/** Where conmon writes how a process ended: `<exitDir>/<name>`, and `<workDir>/oom` if the kernel's OOM killer struck. */
export interface ExitFiles {
  exitDir: string
  name: string
  workDir: string
}

/**
 * Reads how a process ended; null while conmon has not said. Synchronous: a few bytes, and each trip through the thread
 * pool would be time in which windows show a process that has ended as running.
 */
export function readExit({ exitDir, name, workDir }: ExitFiles): SeenExit | null {
  const path = join(exitDir, name)
  try {
    const code = Number.parseInt(readFileSync(path, 'utf8'), 10)
    return { code, oom: existsSync(join(workDir, 'oom')), at: statSync(path).mtime }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Calls `seen` once, when the exit file is there (it appears by rename, so it is whole). Gives back what stops it. */
export function watchExit(files: ExitFiles, seen: (exit: SeenExit) => void): () => void {
  let done = false
  const look = () => {
    const exit = done ? null : readExit(files)
    if (!exit) return
    stop()
    seen(exit)
  }
  const watcher: FSWatcher = watch(files.exitDir, (_event, name) => {
    if (name === files.name) look()
  })
  watcher.on('error', () => stop())
  const stop = () => {
    done = true
    watcher.close()
  }
  // What was there before is told like what comes: after this call has returned.
  setImmediate(look)
  return stop
}

/** How it ended, as windows show it. */
export function toExit(seen: SeenExit, byCheckpoint: boolean): Exit {
  const signal = seen.code !== null && seen.code > 128 && seen.code <= 192 ? seen.code - 128 : null
  const reason = () => {
    if (seen.code === null) return 'unseen'
    if (byCheckpoint) return 'checkpoint'
    if (seen.oom && signal === 9) return 'oom'
    return signal === null ? 'exited' : 'signal'
  }
  return { code: seen.code, signal, oom: seen.oom, at: seen.at.toISOString(), reason: reason() }
}

/** An end in the journal's words. */
export function describeExit(exit: Exit): string {
  if (exit.code === null) return 'ended unseen'
  if (exit.reason === 'checkpoint') return 'ended by a checkpoint'
  const why = exit.problem?.message ?? (exit.oom ? 'out of memory' : '')
  return why ? `exit code ${exit.code}, ${why}` : `exit code ${exit.code}`
}

/** The end of what was running when the machine went down. */
export const endedWithMachine = (): Exit => ({
  code: null,
  signal: null,
  oom: false,
  at: new Date().toISOString(),
  reason: 'reboot',
})
