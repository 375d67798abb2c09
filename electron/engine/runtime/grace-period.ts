import { closeSync, constants, openSync, readFileSync, write } from 'node:fs'
import { cgroupPathsIn } from './cgroup.ts'

let underWay = false

/**
 * Has the kernel begin what `runc create`, `exec` and `restore` will wait for. Whoever puts a process into a cgroup waits
 * for an RCU grace period, 6 to 24 ms (percpu_down_write of cgroup_threadgroup_rwsem), unless somebody did so just before.
 * Putting ourselves where we are takes that lock and moves nothing; the wait is over by the time that conmon and runc have
 * come so far. Who may not write there waits as ever.
 */
export function beginGracePeriod(): void {
  if (underWay) return
  const fd = openOwnCgroup()
  if (fd === null) return
  underWay = true
  write(fd, String(process.pid), () => {
    closeSync(fd)
    underWay = false
  })
}

/** Asked anew each time: we must not go back to where we were once. Any hierarchy will do, they share the lock. */
function openOwnCgroup(): number | null {
  try {
    const [folder] = Object.values(cgroupPathsIn(readFileSync('/proc/self/cgroup', 'utf8')))
    return folder === undefined ? null : openSync(`${folder}/cgroup.procs`, constants.O_WRONLY)
  } catch {
    return null
  }
}
