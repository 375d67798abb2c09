import { rm, stat } from 'node:fs/promises'

/** Where CRIU writes what the kernel can, before it becomes /run/criu.kdat. */
const HALF_WRITTEN = '/run/criu.kdat.tmp'
/** It takes CRIU under a millisecond. */
const ABANDONED_MS = 10_000

/**
 * Removes what a CRIU left that was killed while it wrote down what the kernel can. No later one does that as long as it lies
 * there: each would ask the kernel anew, which takes longer than many a restore.
 */
export async function removeAbandonedCache(path = HALF_WRITTEN): Promise<void> {
  try {
    const { mtimeMs } = await stat(path)
    if (Date.now() - mtimeMs > ABANDONED_MS) await rm(path, { force: true })
  } catch {
    // none, or an ordinary user may not: CRIU needs root anyway
  }
}
