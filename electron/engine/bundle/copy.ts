import { runMapped } from '../runtime/mapped.ts'
import { run } from '../runtime/run.ts'
import { rootlessUser } from './subids.ts'

/**
 * Copies a root filesystem as it is (owners, modes, times, links, devices, holes, extended attributes) to the new folder
 * `to`; blocks are shared where the filesystem can. Other filesystems mounted in it are left out. Throws what run() throws.
 */
export async function copyRootfs(from: string, to: string, signal?: AbortSignal): Promise<void> {
  // Files of users of a container belong to ids that its starter was given.
  const isMapped = (await rootlessUser())?.given
  await (isMapped ? runMapped : run)(
    [
      'cp',
      '--archive',
      '--one-file-system',
      '--reflink=auto',
      '--no-target-directory',
      '--',
      from,
      to,
    ],
    { signal },
  )
}
