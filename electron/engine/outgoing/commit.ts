import type { Progress } from '../../../shared/contract.ts'
import { RuncibleError } from '../../../shared/errors.ts'
import type { ImageConfigChange } from '../../../shared/model.ts'
import { unpacker } from '../bundle/subids.ts'
import { whileDiskLasts } from '../images/disk.ts'
import { requirePrograms } from '../images/import.ts'
import type { ImageRecord } from '../images/record.ts'
import { DEFAULT_BOUNDS } from '../images/scan.ts'
import { settle } from '../images/settle.ts'
import type { ImageStore } from '../images/store.ts'
import type { Programs } from '../runtime/tools.ts'
import { writeDerived } from './derive.ts'
import { packBlob, type TarredLayer, tarLayer } from './layer.ts'
import { gatherAll, type Walk } from './look.ts'

/** A container as what an image can be made of. */
export interface Committable {
  id: string
  /** of its image */
  base: ImageRecord
  /** where what it changed lies */
  from: string
  walk(): Promise<Walk>
  /** Runs work while its files stand still; `moving`: why they do not. */
  still<T>(work: (moving: string | null) => Promise<T>): Promise<T>
}

export interface CommitInput {
  store: ImageStore
  programs: Programs
  container: Committable
  config: ImageConfigChange
  comment: string
  signal: AbortSignal
  progress(value: Progress): void
}

/**
 * Makes an image of a container: its own, and what it changed as one layer more. The layer is a tar of what overlayfs has
 * written down (or of what differs, in a copy), not what `umoci repack` would find: that reads all of the root filesystem to
 * find it, takes hard links apart and passes over the volumes of the image. What comes of it is brought in as an image from
 * elsewhere is: read through, unpacked by umoci, put in place by one rename; a crash at any instant leaves nothing that counts.
 */
export async function commitContainer(
  input: CommitInput & { name: string },
): Promise<{ id: string; changed: string[]; notes: string[] }> {
  const { store, container, signal, progress } = input
  const { umoci } = requirePrograms(input.programs)
  return store.inStaging(async (staging) => {
    const notes = await writeCommitted(input, staging)
    const { layers, unpackedSize } = container.base.image
    const id = await settle({
      store,
      staging,
      umoci,
      bounds: DEFAULT_BOUNDS,
      known: { layers: layers.length, unpackedSize },
      signal,
      progress,
    })
    const changed = await store.name(id, input.name)
    return { id, changed: [...new Set([id, ...changed])], notes }
  })
}

/** Writes the OCI layout of a container as an image into `staging`. Gives in words what of it is not as one would think. */
export async function writeCommitted(
  { store, container, config, comment, signal, progress }: CommitInput,
  staging: string,
): Promise<string[]> {
  progress({ phase: 'looking' })
  store.blobs.lend(staging, new Set())
  const as = await unpacker()
  const { layer, notes } = await whileDiskLasts(staging, signal, (signal) =>
    container.still(async (moving) => {
      const found = await gatherAll(await container.walk(), signal)
      if (!found.some(({ change }) => change !== 'same')) return { layer: null, notes: [] }
      const layer = await tarLayer({
        found,
        from: container.from,
        staging,
        as,
        moving: moving !== null,
        signal,
        progress,
      })
      return { layer, notes: notesOn(layer, moving) }
    }),
  )
  const packed =
    layer &&
    (await whileDiskLasts(staging, signal, (signal) =>
      packBlob(layer.tar, staging, signal, progress),
    ))
  await writeDerived(staging, container.base, {
    layer: packed,
    config,
    comment,
    createdBy: `runcible: changes of container ${container.id}`,
    at: new Date().toISOString(),
  })
  return notes
}

function notesOn({ still, left }: TarredLayer, moving: string | null): string[] {
  const notes: string[] = []
  if (moving !== null) {
    notes.push(
      `It ran on while its files were copied, because it could not be paused (${moving}): they may be of different moments.`,
    )
  }
  if (!still) notes.push('Some of its files changed while they were read.')
  if (left.length > 0) {
    notes.push(`Left out, because no image can hold such names: ${left.slice(0, 10).join(', ')}`)
  }
  return notes
}

/** The image that a container was made of. Throws `failed-precondition` where there is none. */
export function requireImage<T>(id: string, image: T | null): T {
  if (image) return image
  throw new RuncibleError('failed-precondition', `container ${id} was not made of an image`, {
    hint: 'Only what lies over an image can be told apart from it. Export it as a bundle folder instead.',
  })
}
