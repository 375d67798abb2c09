import { rename } from 'node:fs/promises'
import { copyRootfs } from '../bundle/copy.ts'
import { removeFolder } from '../bundle/remove.ts'
import { isThere } from '../disk.ts'

/** A root filesystem that was exchanged for another, until it is settled which of them stays. */
export interface RootfsSwap {
  /** the new one stays */
  keep(): Promise<void>
  /** the old one comes back */
  undo(): Promise<void>
}

/**
 * Puts a copy of the root filesystem `moment` into the place of `rootfs`, by rename; the old one is kept beside it until
 * `keep` or `undo`. Nothing may run on it meanwhile. Throws what cp says; then nothing was exchanged.
 */
export async function swapRootfs(rootfs: string, moment: string): Promise<RootfsSwap> {
  const { next, old } = besides(rootfs)
  await removeFolder(next)
  try {
    await copyRootfs(moment, next)
  } catch (error) {
    await removeFolder(next)
    throw error
  }
  await rename(rootfs, old)
  await rename(next, rootfs)
  return {
    keep: () => removeFolder(old),
    undo: async () => {
      await rename(rootfs, next)
      await rename(old, rootfs)
      await removeFolder(next)
    },
  }
}

/**
 * After a crash in a swap: settles it. `restored` says whether what was to run on the new one does; else the old one comes
 * back. Nothing is left beside it.
 */
export async function mendRootfs(rootfs: string, restored: boolean): Promise<void> {
  const { next, old } = besides(rootfs)
  await removeFolder(next)
  if (!(await isThere(old))) return
  if (restored && (await isThere(rootfs))) return removeFolder(old)
  await removeFolder(rootfs)
  await rename(old, rootfs)
}

const besides = (rootfs: string) => ({ next: `${rootfs}.next`, old: `${rootfs}.old` })
