import { readFile } from 'node:fs/promises'
import { type CgroupPaths, cgroupPathsIn } from '../runtime/cgroup.ts'

/**
 * The cgroups of a container whose init is in `pid`. What its runtime wrote down of them holds only where the init really is in
 * there or below: a file that somebody else wrote would have us take the whole machine for one container. Where it says nothing,
 * they are those of the init. The machine's own are nobody's.
 */
export async function provenCgroups(
  pid: number,
  written: CgroupPaths | null,
): Promise<CgroupPaths> {
  const text = await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => '')
  const tops = cgroupPathsIn(text.replace(/:\/.*$/gm, ':/'))
  const proven: CgroupPaths = {}
  for (const [controller, folder] of Object.entries(cgroupPathsIn(text))) {
    const told = written ? written[controller] : folder
    const holds = told !== undefined && `${folder}/`.startsWith(`${told}/`)
    if (holds && told.length > (tops[controller]?.length ?? 0)) proven[controller] = told
  }
  return proven
}
