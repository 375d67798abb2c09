import { spawnSync } from 'node:child_process'
import { statfsSync } from 'node:fs'

const TMPFS_MAGIC = 0x01021994
/** Set for the run below: where the mount fails all the same, it goes on as it is. */
const MARK = 'RUNCIBLE_BENCH_OWN_RUN'

/**
 * Runs this program once more where /run is a tmpfs of its own, as it is on every desktop: CRIU remembers there what the
 * kernel can. On any other file system each of its starts asks the kernel anew, for all who are measured, and takes longer
 * than what it then does. Gives the exit code; null where nothing of that is needed.
 * @returns {number | null}
 */
export function runWithOwnRun() {
  if (process.env[MARK] || statfsSync('/run').type === TMPFS_MAGIC) return null
  const order = 'mount -t tmpfs -o mode=755 tmpfs /run && exec "$@"'
  const { status } = spawnSync(
    'unshare',
    ['--mount', 'sh', '-c', order, 'sh', process.execPath, ...process.argv.slice(1)],
    { stdio: 'inherit', env: { ...process.env, [MARK]: '1' } },
  )
  return status ?? 1
}
