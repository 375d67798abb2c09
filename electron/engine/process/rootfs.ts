import { RuncibleError } from '../../../shared/errors.ts'
import { mendShared, mountShared, swapShared } from '../bundle/overlay.ts'
import { mendRootfs, type RootfsSwap, swapRootfs } from '../checkpoint/rootfs-swap.ts'
import type { EngineContext } from './context.ts'
import type { ContainerMetadata } from './metadata.ts'

/** The image whose root filesystem lies under a container's own changes; null where it has all of it itself. */
export const sharedImage = ({ image }: Pick<ContainerMetadata, 'image'>): string | null =>
  image?.shared ? image.id : null

/** Mounts what a container shares with its image: after a restart of the machine nothing is mounted. */
export async function mountRootfs(context: EngineContext, meta: ContainerMetadata): Promise<void> {
  const image = sharedImage(meta)
  if (image) await mountShared(context.layout.container(meta), context.images.rootfs(image))
}

/**
 * Gives a container its files as they were at a checkpoint, until that is kept or undone; null where they are a folder of
 * somebody else's, which stays as it is.
 */
export async function swapToCheckpoint(
  context: EngineContext,
  meta: ContainerMetadata,
  checkpoint: string,
): Promise<RootfsSwap | null> {
  const { rootfs } = context.checkpoints.get(checkpoint)
  if (!rootfs || !meta.ownsRootfs) return null
  const image = sharedImage(meta)
  return image
    ? swapShared(context.layout.container(meta), context.images.rootfs(image), rootfs)
    : swapRootfs(meta.rootfs, rootfs)
}

/** Changes of one image over another are no root filesystem. Throws `failed-precondition`. */
export function requireSwappable(
  { checkpoints }: EngineContext,
  meta: ContainerMetadata,
  checkpoint: string,
): void {
  if (!checkpoints.get(checkpoint).rootfs || !meta.ownsRootfs) return
  if (checkpoints.imageOf(checkpoint) === sharedImage(meta)) return
  throw new RuncibleError(
    'failed-precondition',
    'the checkpoint is of another image than this container and cannot be restored in its place',
    { hint: 'Restore it into a new container.' },
  )
}

/** Settles a swap that an engine died in: to the checkpoint's files where they were `restored`, else back. */
export async function mendSwap(
  context: EngineContext,
  meta: ContainerMetadata,
  restored: boolean,
): Promise<void> {
  if (!meta.ownsRootfs) return
  if (sharedImage(meta)) await mendShared(context.layout.container(meta), restored)
  else await mendRootfs(meta.rootfs, restored)
}
