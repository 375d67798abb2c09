import { chmodSync, chownSync, mkdirSync, mkdtempSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { mendRootfs, type RootfsSwap, swapRootfs } from '../checkpoint/rootfs-swap.ts'
import { ContainerLayout } from '../paths.ts'
import { isMountPoint, mountOverlay, unmountBelow } from '../runtime/mounts.ts'
import { ownOverlayProblem } from './own-overlay.ts'
import { removeFolder } from './remove.ts'

/**
 * Lays a container's own changes (`upper`) over the root filesystem of its image, which it shares with others, and mounts
 * both as its root filesystem; one that is mounted already stays. For an ordinary user only the folders are made: runc mounts
 * them, in the container's own namespaces (own-overlay.ts). Devices of the image are none there, and folders of it
 * cannot be renamed (as in Docker), so that what was changed can be read from `upper` alone. Throws what mount says.
 */
export async function mountShared(layout: ContainerLayout, base: string): Promise<void> {
  const { dir } = layout
  if (isMountPoint(layout.ownRootfs())) return
  // What an earlier mount left in it is of no use, and one that ended with the machine may have left anything.
  await removeFolder(layout.overlayWork())
  const isRoot = process.getuid?.() === 0
  const isNew = mkdirSync(layout.upper(), { recursive: true }) !== undefined
  for (const folder of [layout.overlayWork(), layout.ownRootfs()]) {
    mkdirSync(folder, { recursive: true, mode: 0o755 })
  }
  if (isNew) makeAlike(layout.upper(), base, isRoot)
  if (!isRoot) return
  await mountOverlay({
    from: dir,
    lower: relative(dir, base),
    upper: relative(dir, layout.upper()),
    work: relative(dir, layout.overlayWork()),
    at: layout.ownRootfs(),
  })
}

/** The root folder of an overlay is the upper one, whatever the image has to say of its mode and owner. */
function makeAlike(upper: string, base: string, isRoot: boolean): void {
  const { mode, uid, gid } = statSync(base)
  if (isRoot) chownSync(upper, uid, gid)
  chmodSync(upper, mode & 0o7777)
}

/** Puts the changes that a checkpoint took along in the place of a container's own; nothing may run on them meanwhile. */
export async function swapShared(
  layout: ContainerLayout,
  base: string,
  moment: string,
): Promise<RootfsSwap> {
  await unmountBelow(layout.ownRootfs())
  const swap = await swapRootfs(layout.upper(), moment)
  try {
    await mountShared(layout, base)
  } catch (error) {
    await swap.undo()
    throw error
  }
  return {
    keep: () => swap.keep(),
    undo: async () => {
      await unmountBelow(layout.ownRootfs())
      await swap.undo()
      await mountShared(layout, base)
    },
  }
}

/** After a crash in a swap: settles it as mendRootfs does. What is not restored is mounted again when it is needed. */
export async function mendShared(layout: ContainerLayout, restored: boolean): Promise<void> {
  if (!restored) await unmountBelow(layout.ownRootfs())
  await mendRootfs(layout.upper(), restored)
}

/**
 * Why containers cannot share an image's root filesystem below `dir`, as a clause; empty where they can. Tried, because it
 * depends on kernel and filesystem: overlayfs takes none of its own kind as the upper one, for example.
 */
export async function sharingProblem(dir: string): Promise<string> {
  if (process.getuid?.() !== 0) return ownOverlayProblem(dir)
  const trial = mkdtempSync(join(dir, '.staging-'))
  try {
    mkdirSync(join(trial, 'base'))
    await mountShared(new ContainerLayout(trial), join(trial, 'base'))
    return ''
  } catch (error) {
    return (error as { details?: { said?: string } }).details?.said ?? (error as Error).message
  } finally {
    await removeFolder(trial)
  }
}
