import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { RuncibleError } from '../../../../shared/errors.ts'
import type { EngineContext } from '../../process/context.ts'
import type { Init } from '../../process/init.ts'
import { sharedImage } from '../../process/rootfs.ts'
import { isMountPoint } from '../../runtime/mounts.ts'
import { openView } from '../../runtime/overlay-view.ts'

/** The files of a moment, or of a container now, to be read until they are closed. */
export interface Tree {
  /** all of them */
  path: string
  /** what was changed over the image; null: they are whole by themselves */
  upper: string | null
  image: string | null
  close(): void
}

type Context = Pick<EngineContext, 'checkpoints' | 'images' | 'layout'>

/** A moment's. Throws `failed-precondition` where it has none of its own, and what openView throws. */
export async function treeOfMoment(context: Context, checkpoint: string): Promise<Tree> {
  const { name } = context.checkpoints.get(checkpoint)
  const { rootfs, image, lower } = await context.checkpoints.moment(checkpoint)
  if (rootfs === null) {
    throw new RuncibleError('failed-precondition', `“${name}” has no files of its own`, {
      hint: 'It shares the folder of its container: what was in it then is not kept.',
    })
  }
  if (lower) return overFolder(context, rootfs, lower)
  return image ? overImage(context, rootfs, image) : whole(rootfs)
}

/** A container's as they are now; it may change them meanwhile. */
export async function treeOfNow(context: Context, init: Init): Promise<Tree> {
  const image = sharedImage(init.meta)
  const { rootfs, lower } = init.meta
  const upper = init.layout.upper()
  if (lower && !isMountPoint(rootfs)) return overFolder(context, upper, lower)
  if (!image) return whole(rootfs)
  if (isMountPoint(rootfs)) return { path: rootfs, upper, image, close: () => {} }
  return overImage(context, upper, image)
}

const whole = (path: string): Tree => ({ path, upper: null, image: null, close: () => {} })

async function overImage(context: Context, upper: string, image: string): Promise<Tree> {
  return { upper, image, ...(await mounted(context, [upper, context.images.rootfs(image)])) }
}

/** The folder may have changed since, so that it does not do to compare the changes of it alone. */
async function overFolder(context: Context, upper: string, lower: string): Promise<Tree> {
  return { upper: null, image: null, ...(await mounted(context, [upper, lower])) }
}

/** Nobody else sees the mount, and it goes with the engine. */
async function mounted(context: Context, layers: [string, string]) {
  const at = join(context.layout.folders.run, 'view')
  await mkdir(at, { recursive: true, mode: 0o700 })
  const asRoot = process.getuid?.() === 0
  return openView({ layers, at, mapped: false, asRoot })
}
