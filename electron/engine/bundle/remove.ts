import { rm } from 'node:fs/promises'
import { RuncibleError } from '../../../shared/errors.ts'
import { runMapped } from '../runtime/mapped.ts'
import { unmountBelow } from '../runtime/mounts.ts'
import { type Argv, run } from '../runtime/run.ts'

/**
 * Removes a folder of Runcible's own with all that is in it; what is mounted below comes off first, so that nothing of
 * another filesystem is deleted, and links are removed, not followed. One that is gone already is as good. Throws
 * `runtime-failed` where a mount stays (nothing is deleted then), `permission-denied` where files are somebody else's.
 */
export async function removeFolder(dir: string): Promise<void> {
  await unmountBelow(dir)
  await rm(dir, { recursive: true, force: true, maxRetries: 2 }).catch(
    async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EACCES' && error.code !== 'EPERM') throw error
      if (await isRemovedAsMapped(dir)) return
      throw new RuncibleError('permission-denied', `${dir} cannot be removed: ${error.message}`, {
        hint: `Files in it belong to another user. Remove it as root: rm -r ${dir}`,
        cause: error,
      })
    },
  )
}

/**
 * What users of a container wrote belongs to ids that its starter was given, and that only they can remove. Who was given
 * none may still remove what it may not enter: overlayfs' own folder has mode 0.
 */
async function isRemovedAsMapped(dir: string): Promise<boolean> {
  if (process.getuid?.() === 0) return false
  const remove: Argv = ['rm', '-rf', '--', dir]
  return runMapped(remove)
    .catch(() => run(['unshare', '--map-root-user', '--', ...remove]))
    .then(
      () => true,
      () => false,
    )
}
