import { stat, statfs } from 'node:fs/promises'

/** Links are followed; what may not be looked at is not there. */
export const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

/** Bytes that are left on the disk of `dir`. Throws what the kernel says. */
export async function freeBytes(dir: string): Promise<number> {
  const { blocks, bavail, bsize } = await statfs(dir)
  // A filesystem without a size says nothing of what it takes.
  return blocks === 0 ? Number.POSITIVE_INFINITY : bavail * bsize
}
