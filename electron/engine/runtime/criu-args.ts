import { writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type CriuFlags, criuFlags } from '../../../shared/runc-flags.ts'

interface CriuOptions extends CriuFlags {
  /** absolute: runc takes a relative one from the bundle */
  workPath: string
}

/** What CRIU writes into the work folder. */
export const DUMP_LOG = 'dump.log'
export const RESTORE_LOG = 'restore.log'
export const STATS_DUMP = 'stats-dump'

export interface CheckpointArgs extends CriuOptions {
  imagePath: string
  /** images that hold the pages which need not be written again; absolute */
  parentPath?: string
  leaveRunning: boolean
  /** lines of CRIU's settings that runc has no option for; of several, the last counts */
  settings: string[]
  /** write the memory only, as a parent for later; the container runs on */
  preDump: boolean
}

export interface RestoreArgs extends CriuOptions {
  noPivot: boolean
  /** memory is brought by a `criu lazy-pages` that listens in the work path */
  lazyPages?: boolean
}

/** The options of `runc checkpoint`. */
export function checkpointArgs(c: CheckpointArgs): string[] {
  return [
    '--image-path',
    c.imagePath,
    '--work-path',
    c.workPath,
    // An absolute parent path dumps fine and then hangs the restore (runc #2913).
    ...(c.parentPath ? ['--parent-path', relative(c.imagePath, c.parentPath)] : []),
    ...(c.leaveRunning ? ['--leave-running'] : []),
    ...(c.preDump ? ['--pre-dump'] : []),
    ...criuFlags(c),
  ]
}

/**
 * The environment that tells CRIU of more settings: it reads them out of a file that this names, besides the machine's own and
 * before what runc tells it. The file is written into the work folder.
 */
export function criuSettings({ settings, workPath }: CheckpointArgs): Record<string, string> {
  if (settings.length === 0) return {}
  const file = join(workPath, 'criu.conf')
  writeFileSync(file, settings.map((line) => `${line}\n`).join(''), { mode: 0o600 })
  return { CRIU_CONFIG_FILE: file }
}

/** The options of `runc restore` that conmon passes on; the image path is conmon's own --restore. */
export function restoreArgs(r: RestoreArgs): string[] {
  return [
    '--work-path',
    r.workPath,
    ...(r.noPivot ? ['--no-pivot'] : []),
    ...(r.lazyPages ? ['--lazy-pages'] : []),
    ...criuFlags(r),
  ]
}
