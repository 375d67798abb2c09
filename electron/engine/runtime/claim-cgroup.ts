import { rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type CgroupPaths, cgroupPathsOfProcess } from './cgroup.ts'
import { descendantsOf } from './proc.ts'

/** Processes that fork while they are moved are found in the next pass. */
const PASSES = 10

/**
 * Moves a restored init and all below it into their container's own cgroup, on v2. runc 1.1 lets CRIU put them into the
 * cgroup of the container that the checkpoint was taken of (1.3.6 does not): pause, limits, figures and kill would miss them
 * there, and those of the source would hit them.
 */
export async function claimCgroup(init: number, own: CgroupPaths): Promise<void> {
  const folder = own['']
  if (folder === undefined || Object.keys(own).length > 1) return
  const left = new Set<string>()
  for (let pass = 0; pass < PASSES; pass++) {
    const strays = await straysOf(init, folder)
    if (strays.length === 0) break
    for (const { pid, at } of strays) {
      left.add(at)
      await moveTo(folder, pid)
    }
  }
  // CRIU made it, unless its container is still there: then it is not empty.
  for (const at of left) await rmdir(at).catch(() => {})
}

async function straysOf(init: number, folder: string): Promise<Array<{ pid: number; at: string }>> {
  const strays = []
  for (const pid of [init, ...descendantsOf(init)]) {
    const at = (await cgroupPathsOfProcess(pid))['']
    if (at !== undefined && at !== folder && !at.startsWith(`${folder}/`)) strays.push({ pid, at })
  }
  return strays
}

/** One that has ended meanwhile needs no moving. */
async function moveTo(folder: string, pid: number): Promise<void> {
  try {
    await writeFile(join(folder, 'cgroup.procs'), String(pid))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
