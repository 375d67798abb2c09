import { existsSync } from 'node:fs'
import { RuncibleError } from '../../../shared/errors.ts'
import { writeJson } from '../atomic.ts'
import { copyRootfs } from '../bundle/copy.ts'
import { mendShared, mountShared, swapShared } from '../bundle/overlay.ts'
import { removeFolder } from '../bundle/remove.ts'
import { readSpec } from '../bundle/spec.ts'
import { mendRootfs, type RootfsSwap, swapRootfs } from '../checkpoint/rootfs-swap.ts'
import type { ContainerLayout } from '../paths.ts'
import type { EngineContext } from './context.ts'
import type { ContainerMetadata } from './metadata.ts'

/** The image whose root filesystem lies under a container's own changes; null where it has all of it itself. */
export const sharedImage = ({ image }: Pick<ContainerMetadata, 'image'>): string | null =>
  image?.shared ? image.id : null

/** The root filesystem that a container's own changes lie over: an image's, or a folder of the user's. null: it has all itself. */
function below(context: EngineContext, meta: ContainerMetadata): string | null {
  const image = sharedImage(meta)
  return image ? context.images.rootfs(image) : meta.lower
}

/** Mounts what a container shares: after a restart of the machine nothing is mounted. */
export async function mountRootfs(context: EngineContext, meta: ContainerMetadata): Promise<void> {
  const base = below(context, meta)
  if (base === null) return
  if (meta.lower) requireLower(meta.lower)
  await mountShared(context.layout.container(meta), base)
}

function requireLower(lower: string): void {
  if (existsSync(lower)) return
  throw new RuncibleError('failed-precondition', `${lower}, which it lies over, is gone`, {
    hint: 'Its own changes are kept. Put the folder back, then try again.',
  })
}

/** What became of a container's files, until it is settled. */
export interface Swapped extends RootfsSwap {
  /** its root filesystem from now on, where it had a folder of somebody else's before */
  adopted?: string
}

/**
 * Gives a container its files as they were at a checkpoint, until that is kept or undone; null where the checkpoint has none. A
 * folder of somebody else's stays as it is: in its place the container gets a copy of its own.
 */
export async function swapToCheckpoint(
  context: EngineContext,
  meta: ContainerMetadata,
  checkpoint: string,
): Promise<Swapped | null> {
  const { rootfs } = context.checkpoints.get(checkpoint)
  if (!rootfs) return null
  if (!meta.ownsRootfs)
    return isWhole(context, checkpoint) ? adopt(context.layout.container(meta), meta, rootfs) : null
  const base = below(context, meta)
  return base
    ? swapShared(context.layout.container(meta), base, rootfs)
    : swapRootfs(meta.rootfs, rootfs)
}

/** Changes alone are no root filesystem. */
const isWhole = ({ checkpoints }: EngineContext, checkpoint: string) =>
  checkpoints.imageOf(checkpoint) === null && checkpoints.lowerOf(checkpoint) === null

/** config.json says last which of both it is, so that an engine that dies in it leaves what the next one can tell. */
async function adopt(
  layout: ContainerLayout,
  { rootfs: folder }: ContainerMetadata,
  moment: string,
): Promise<Swapped> {
  const own = layout.ownRootfs()
  const undo = async () => {
    await setRoot(layout, folder)
    await removeFolder(own)
  }
  try {
    await removeFolder(own)
    await copyRootfs(moment, own)
    await setRoot(layout, own)
  } catch (error) {
    await undo()
    throw error
  }
  return { adopted: own, keep: () => Promise.resolve(), undo }
}

async function setRoot(layout: ContainerLayout, path: string): Promise<void> {
  const spec = await readSpec(layout.config())
  if (spec.root.path !== path) {
    await writeJson(layout.config(), { ...spec, root: { ...spec.root, path } })
  }
}

/** For recovery: the root filesystem that a container was restored on, where it has become its own in that. */
export async function adoptedRootfs(
  layout: ContainerLayout,
  meta: ContainerMetadata,
): Promise<Pick<ContainerMetadata, 'rootfs' | 'ownsRootfs'> | null> {
  const { root } = await readSpec(layout.config())
  if (meta.ownsRootfs || root.path !== layout.ownRootfs()) return null
  return { rootfs: root.path, ownsRootfs: true }
}

/** Changes of one image or folder over another are no root filesystem. Throws `failed-precondition`. */
export function requireSwappable(
  { checkpoints }: EngineContext,
  meta: ContainerMetadata,
  checkpoint: string,
): void {
  if (!checkpoints.get(checkpoint).rootfs || !meta.ownsRootfs) return
  if (meta.lower) requireLower(meta.lower)
  const sameImage = checkpoints.imageOf(checkpoint) === sharedImage(meta)
  const sameFolder = checkpoints.lowerOf(checkpoint) === meta.lower
  if (sameImage && sameFolder) return
  const of = sameImage ? 'lies over another folder' : 'is of another image'
  throw new RuncibleError(
    'failed-precondition',
    `the checkpoint ${of} than this container and cannot be restored in its place`,
    { hint: 'Restore it into a new container.' },
  )
}

/** Settles a swap that an engine died in: to the checkpoint's files where they were `restored`, else back. */
export async function mendSwap(
  context: EngineContext,
  meta: ContainerMetadata,
  restored: boolean,
): Promise<void> {
  const layout = context.layout.container(meta)
  if (!meta.ownsRootfs) {
    if (restored) return
    await setRoot(layout, meta.rootfs)
    return removeFolder(layout.ownRootfs())
  }
  if (below(context, meta)) await mendShared(layout, restored)
  else await mendRootfs(meta.rootfs, restored)
}
