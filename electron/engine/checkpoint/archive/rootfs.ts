import { isUtf8 } from 'node:buffer'
import { mkdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { RuncibleError } from '../../../../shared/errors.ts'
import { removeFolder } from '../../bundle/remove.ts'
import { compared, type Found, overlaid } from '../../outgoing/compare.ts'
import { type LayerInput, tarLayer } from '../../outgoing/layer.ts'
import { gatherAll } from '../../outgoing/look.ts'
import { mountLayers } from '../../runtime/mounts.ts'
import type { CheckpointRecord } from '../record.ts'
import type { ExportInput } from './export.ts'

/** The files of a moment as Podman has them: a tar of what was added and changed, and the paths of what was removed. */
export interface PackedRootfs {
  tar: string
  deleted: string[]
  /** those that are no UTF-8, each byte as one character */
  deletedBytes: string[]
  /** paths that it cannot hold */
  left: string[]
}

type Packing = Pick<LayerInput, 'staging' | 'progress'> & { from: string; signal: AbortSignal }

/**
 * Packs the root filesystem of a moment: all of it (with the folder that it lies over, which is on this machine alone), or
 * where it shares an image's, what was changed of that. null: the moment
 * has none of its own. Throws `failed-precondition` where the image is gone.
 */
export function packRootfs({
  record,
  context: { images },
  ...input
}: ExportInput & { record: CheckpointRecord }): Promise<PackedRootfs | null> {
  const { image, lower, checkpoint } = record
  const { staging, signal, progress } = input
  const { rootfs } = checkpoint
  if (!rootfs) return Promise.resolve(null)
  const packing = { from: rootfs, staging, signal, progress }
  if (lower) return packBoth(packing, lower)
  if (!image) return packWhole(packing)
  if (images.has(image)) return packChanges(packing, images.rootfs(image))
  throw new RuncibleError('failed-precondition', 'the image that the moment was taken on is gone')
}

/** All that is in a folder. */
export async function packWhole(packing: Packing): Promise<PackedRootfs> {
  const empty = join(packing.staging, 'empty')
  mkdirSync(empty)
  return packed(
    packing,
    await gatherAll(compared({ copy: packing.from, base: empty }), packing.signal),
  )
}

/** All that both together hold. */
async function packBoth(packing: Packing, lower: string): Promise<PackedRootfs> {
  return withMount(packing, lower, (mounted) => packWhole({ ...packing, from: mounted }))
}

/** What of `base` is hidden is read off a mount of both, which is gone again before anything is packed. */
async function packChanges(packing: Packing, base: string): Promise<PackedRootfs> {
  const { from: upper, signal } = packing
  return withMount(packing, base, async (mounted) =>
    packed(packing, await gatherAll(overlaid({ upper, mounted, base }), signal)),
  )
}

async function withMount(
  { from: upper, staging }: Packing,
  base: string,
  work: (mounted: string) => Promise<PackedRootfs>,
): Promise<PackedRootfs> {
  const mounted = join(staging, 'mounted')
  mkdirSync(mounted)
  try {
    await mountLayers(staging, [relative(staging, upper), relative(staging, base)], 'mounted')
    return await work(mounted)
  } finally {
    await removeFolder(mounted)
  }
}

async function packed(packing: Packing, found: readonly Found[]): Promise<PackedRootfs> {
  const kept = found.filter(({ change }) => change !== 'removed')
  const removed = found.filter(({ change }) => change === 'removed')
  const { tar, left } = await tarLayer({ ...packing, found: kept, as: 'root', moving: false })
  const paths = removed.map(({ path }) => Buffer.from(`/${path}`, 'latin1'))
  return {
    tar,
    deleted: paths.filter((path) => isUtf8(path)).map((path) => path.toString()),
    deletedBytes: paths.filter((path) => !isUtf8(path)).map((path) => path.toString('latin1')),
    left,
  }
}
