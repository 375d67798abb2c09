/**
 * Shows a program a machine of pure cgroup v2: `unshare --mount --propagation private node in-cgroup2.mjs PROGRAM ARG…`.
 * Only for a mount namespace of its own; it refuses the machine's.
 */
import { spawnSync } from 'node:child_process'
import { readlinkSync } from 'node:fs'

const CGROUPS = '/sys/fs/cgroup'

const mounts = (/** @type {number | string} */ pid) => readlinkSync(`/proc/${pid}/ns/mnt`)
if (mounts('self') === mounts(process.ppid)) {
  throw new Error(
    'started without a mount namespace of its own, it would unmount its parent’s cgroups',
  )
}

/** @param {string[]} command @returns {number} */
function run(command) {
  const [file = '', ...args] = command
  const { status, error } = spawnSync(file, args, { stdio: 'inherit' })
  if (error) throw error
  return status ?? 1
}

const mounted =
  run(['umount', '--lazy', CGROUPS]) === 0 &&
  run(['mount', '-t', 'cgroup2', 'cgroup2', CGROUPS]) === 0
process.exitCode = mounted ? run(process.argv.slice(2)) : 1
