import { rm } from 'node:fs/promises'
import { RuncibleError } from '../../../shared/errors.ts'
import { unmountBelow } from '../runtime/mounts.ts'

/**
 * Removes a folder of Runcible's own with all that is in it; what is mounted below comes off first, so that nothing of
 * another filesystem is deleted, and links are removed, not followed. One that is gone already is as good. Throws
 * `runtime-failed` where a mount stays (nothing is deleted then), `permission-denied` where files are somebody else's.
 */
export async function removeFolder(dir: string): Promise<void> {
  await unmountBelow(dir)
  await rm(dir, { recursive: true, force: true, maxRetries: 2 }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EACCES' && error.code !== 'EPERM') throw error
      throw new RuncibleError('permission-denied', `${dir} cannot be removed: ${error.message}`, {
        hint: `Files in it belong to another user. Remove it as root: rm -r ${dir}`,
        cause: error,
      })
    },
  )
}
