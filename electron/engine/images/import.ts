import { rmSync } from 'node:fs'
import type { Progress } from '../../../shared/contract.ts'
import { RuncibleError, toWireError } from '../../../shared/errors.ts'
import type { ImageSource } from '../../../shared/model.ts'
import { skopeoToLayout } from '../runtime/skopeo.ts'
import type { Programs } from '../runtime/tools.ts'
import { writeAuthFile } from './auth-file.ts'
import { whileDiskLasts } from './disk.ts'
import { type Manifest, needsRepacking } from './manifest.ts'
import { type Bounds, DEFAULT_BOUNDS } from './scan.ts'
import { settle, TAG } from './settle.ts'
import { findImage } from './source.ts'
import type { ImageStore } from './store.ts'
import { watchCopy } from './watch-copy.ts'

export interface ImportInput {
  store: ImageStore
  programs: Programs
  source: ImageSource
  /** absent: as the source calls it */
  name?: string | undefined
  signal: AbortSignal
  progress(value: Progress): void
  bounds?: Bounds
}

/**
 * Brings an image in: copied by skopeo into a folder that does not count, read through (digests, bounds, names), unpacked
 * by umoci, put in place by one rename, named. Gives its id and the ids whose names changed. A failure leaves nothing; a
 * copy that was cancelled or cut off leaves the layers that it had whole, for the next try.
 *
 * What an image's layers hold is unpacked as it is, set-user-id bits and (by root) device nodes too, for the container is
 * to have what its maker put there. None of it is in reach of others: the folder of images is this user's alone, containers
 * get theirs mounted without devices, and runc's device rules hold besides.
 */
export async function importImage(input: ImportInput): Promise<{ id: string; changed: string[] }> {
  const { store } = input
  const { skopeo, umoci } = requirePrograms(input.programs)
  const { id, name } = await store.inStaging(async (staging) => {
    try {
      return await bringIn(input, staging, skopeo, umoci)
    } catch (error) {
      // What was refused is not kept; what was not to be had in one go is.
      if (toWireError(error).code !== 'invalid-input') store.blobs.salvage(staging)
      throw error
    }
  })
  return { id, changed: [...new Set([id, ...(await store.name(id, name))])] }
}

async function bringIn(
  { store, source, signal, progress, bounds = DEFAULT_BOUNDS, ...input }: ImportInput,
  staging: string,
  skopeo: string,
  umoci: string,
): Promise<{ id: string; name: string }> {
  progress({ phase: 'looking' })
  const options = { skopeo, temporary: staging, signal }
  const authFile = writeAuthFile(staging, source)
  const found = await findImage(source, authFile, options)
  const name = input.name ?? found.name
  const expected = await found.manifest()
  requireSizes(expected, bounds)
  const repack = expected !== null && needsRepacking(expected)
  store.blobs.lend(staging, store.manifests())
  const stop = watchCopy(staging, expected, progress)
  try {
    await whileDiskLasts(staging, signal, (signal) =>
      skopeoToLayout(found.source, staging, TAG, { ...options, signal, repack }),
    )
  } finally {
    stop()
    if (authFile) rmSync(authFile, { force: true })
  }
  return { id: await settle({ store, staging, umoci, bounds, signal, progress }), name }
}

function requireSizes(manifest: Manifest | null, { bytes }: Bounds): void {
  const total = manifest?.layers.reduce((sum, { size }) => sum + size, 0) ?? 0
  if (total <= bytes) return
  throw new RuncibleError('invalid-input', `the image is ${total} bytes large`, {
    hint: `At most ${bytes} are taken.`,
  })
}

/** Throws `unavailable` where one of them is missing. */
export function requirePrograms({ skopeo, umoci }: Programs): { skopeo: string; umoci: string } {
  if (skopeo && umoci) return { skopeo, umoci }
  throw new RuncibleError('unavailable', `${skopeo ? 'umoci' : 'skopeo'} is not installed`, {
    hint: 'Install them: apt-get install skopeo umoci',
  })
}
