import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { RuncibleError } from '../../../../shared/errors.ts'
import { type PageImage, pageImages } from './parts.ts'
import { differencesBeside, readStorage, type StorageRecord, type StoredAs } from './record.ts'

/** How one moment's memory is kept. */
export interface Kept {
  record: StorageRecord
  /** those that are there */
  images: PageImage[]
  /** when it was last brought back, ms since 1970; 0: never */
  usedAt: number
  /** why it cannot be told, and its record stands for nothing; null: it can */
  problem: RuncibleError | null
  /** the moments that it may need for all that can be told */
  needs: string[]
}

/** Where a moment's parts lie, and its name. */
export interface Place {
  name: string
  imagePath: string
  /** the moment's folder */
  dir: string
}

export const AS_WRITTEN: StorageRecord = { version: 1, stays: null, stored: null }

/** Reads how a moment is kept from its folder, where that can be told. */
export async function readKept(place: Place): Promise<Kept> {
  const { dir, imagePath } = place
  const images = await pageImages(imagePath)
  let record = AS_WRITTEN
  try {
    record = (await readStorage(dir)) ?? AS_WRITTEN
    await requireRecorded(dir, record, images)
    const usedAt = await broughtBackAt(imagePath, record, images)
    return { record, images, usedAt, problem: null, needs: [] }
  } catch (error) {
    return unreadable(place, { images, stored: record.stored }, error as Error)
  }
}

/** One that nothing is done with, and nothing taken from, until it can be told how it is kept. `stored`: what it says itself. */
export async function unreadable(
  { name, dir }: Place,
  { images, stored }: { images: PageImage[]; stored: StoredAs | null },
  cause: Error,
): Promise<Kept> {
  const message = `how the memory of “${name}” is kept cannot be told: ${cause.message}`
  const hint =
    'Nothing that it may need is removed. Put its storage.json back from a copy of yours and start Runcible again, or delete the moment.'
  const problem = new RuncibleError('internal', message, { hint, cause })
  const beside = await differencesBeside(dir).catch(() => [])
  const needs = [...new Set([...beside, ...(stored ? [stored] : [])].map(({ base }) => base))]
  return { record: AS_WRITTEN, images, usedAt: 0, problem, needs }
}

/** Images go only once a record says what stands for them: without its word a difference must not be taken for a remainder. */
async function requireRecorded(
  dir: string,
  { stored }: StorageRecord,
  images: readonly PageImage[],
) {
  const known = new Set([...images, ...(stored?.files ?? [])].map(({ name }) => name))
  const lost = (await differencesBeside(dir)).find(({ name }) => !known.has(name))
  if (lost) throw new Error(`${lost.name} is there only as a difference, and no record tells of it`)
}

/** When the images that have differences, too, were written. */
async function broughtBackAt(imagePath: string, record: StorageRecord, images: PageImage[]) {
  const stored = new Set(record.stored?.files.map(({ name }) => name))
  const times = images
    .filter(({ name }) => stored.has(name))
    .map(({ name }) =>
      stat(join(imagePath, name)).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    )
  return Math.max(0, ...(await Promise.all(times)))
}
