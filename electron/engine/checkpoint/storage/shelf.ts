import { mkdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Checkpoint, keyOf, type Stored } from '../../../../shared/model.ts'

import { depthOf, type Held, LEAST_BYTES } from './choice.ts'
import { type PageImage, pageImages } from './parts.ts'
import {
  differenceOf,
  differencesIn,
  readStorage,
  type StorageRecord,
  type StoredAs,
  type StoredFile,
  writeStorage,
} from './record.ts'
import { sweep, tidy, UNDER_WAY } from './tidy.ts'

/** How one moment's memory is kept. */
interface Kept {
  record: StorageRecord
  /** those that are there */
  images: PageImage[]
  /** when it was last brought back, ms since 1970; 0: never */
  usedAt: number
}

const AS_WRITTEN: StorageRecord = { version: 1, stays: null, stored: null }

/** The store of moments, as far as the shelf needs it. */
export interface Moments {
  list(): Checkpoint[]
  get(id: string): Checkpoint
  files(id: string): { dir: string; images: string }
}

/** What is known of how the moments' memory is kept: read from their folders once, and again where it was changed. */
export class Shelf {
  readonly #moments: Moments
  readonly #bootId: string
  readonly #kept = new Map<string, Kept>()

  constructor(moments: Moments, bootId: string) {
    this.#moments = moments
    this.#bootId = bootId
  }

  /** An image is about to be removed. */
  forgetImage(id: string, name: string): void {
    const kept = this.#kept.get(id)
    if (!kept) return
    this.#kept.set(id, { ...kept, images: kept.images.filter((one) => one.name !== name) })
  }

  /** Reads those that are not known yet, and forgets those that are gone. `say` hears what is amiss. */
  async refresh(say: (text: string) => void = () => {}): Promise<void> {
    const now = new Map(this.#moments.list().map((one) => [one.id, one]))
    for (const id of this.#kept.keys()) if (!now.has(id)) this.#kept.delete(id)
    const unknown = [...now.values()].filter(({ id }) => !this.#kept.has(id))
    await Promise.all(
      unknown.map(async (one) => {
        await tidy({ ...one, dir: this.folder(one.id), bootId: this.#bootId }, say).catch(
          (error: Error) =>
            say(`how the memory of “${one.name}” is kept cannot be read: ${error.message}`),
        )
        await this.read(one.id).catch(() => {})
      }),
    )
  }

  /** Reads one again, after its files were changed. */
  async read(id: string): Promise<void> {
    const { dir } = this.#moments.files(id)
    const record = (await readStorage(dir)) ?? AS_WRITTEN
    const { imagePath } = this.#moments.get(id)
    const images = await pageImages(imagePath)
    this.#kept.set(id, { record, images, usedAt: await broughtBackAt(imagePath, record, images) })
  }

  record = (id: string): StorageRecord => this.#kept.get(id)?.record ?? AS_WRITTEN

  storedAs = (id: string): StoredAs | null => this.record(id).stored

  folder = (id: string): string => this.#moments.files(id).dir

  image = (id: string, name: string): string => join(this.#moments.get(id).imagePath, name)

  difference = (id: string, base: string, name: string): string =>
    differenceOf(this.folder(id), base, name)

  name = (id: string): string => this.#moments.get(id).name

  /** The page images of it that are there only as differences. */
  missing(id: string): StoredFile[] {
    const kept = this.#kept.get(id)
    const there = new Set(kept?.images.map(({ name }) => name))
    return kept?.record.stored?.files.filter(({ name }) => !there.has(name)) ?? []
  }

  /** Its page images as they are when it is whole. */
  pages(id: string): PageImage[] {
    return [...(this.#kept.get(id)?.images ?? []), ...this.missing(id)]
  }

  /** The moments that have differences to it. */
  dependents = (id: string): string[] =>
    [...this.#kept].flatMap(([one, { record }]) => (record.stored?.base === id ? [one] : []))

  /** Says that one of an earlier record is what counts now; on the disk first. */
  async write(id: string, record: StorageRecord): Promise<void> {
    await writeStorage(this.folder(id), record)
    const kept = this.#kept.get(id)
    if (kept) this.#kept.set(id, { ...kept, record })
  }

  get bootId(): string {
    return this.#bootId
  }

  held(): Held[] {
    return this.#moments.list().map((one) => this.#held(one))
  }

  /** How deep it lies: so many differences are put over one another for it. */
  depth(id: string): number {
    const all = this.held()
    const one = all.find((each) => each.id === id)
    return one ? depthOf(one, all) : 0
  }

  /** As windows are told; null where it is whole. */
  stored(id: string, takesMs: (bytes: number) => number): Stored | null {
    const stored = this.storedAs(id)
    const missing = this.missing(id)
    if (!stored || missing.length === 0) return null
    const wholeBytes = sum(missing.map(({ bytes }) => bytes))
    const bytes = sum(missing.map(({ difference }) => difference))
    return { base: stored.base, bytes, wholeBytes, takesMs: takesMs(wholeBytes * this.depth(id)) }
  }

  /** Bytes of memory that is whole, of differences, and of memory that these stand for. */
  totals(moments: readonly Checkpoint[]) {
    const stored = moments.flatMap((one) => one.stored ?? [])
    const pages = moments.flatMap(({ id }) => this.pages(id))
    const standFor = sum(stored.map(({ wholeBytes }) => wholeBytes))
    return {
      whole: sum(pages.map(({ bytes }) => bytes)) - standFor,
      differences: sum(stored.map(({ bytes }) => bytes)),
      standFor,
    }
  }

  /** Bytes that it takes less on the disk than when it was taken; below 0 where it has both, images and differences. */
  saved(id: string): number {
    const differences = this.storedAs(id)?.files.map(({ difference }) => difference) ?? []
    return sum(this.missing(id).map(({ bytes }) => bytes)) - sum(differences)
  }

  /** A folder for what is under way on a moment; `remove` it at the end. */
  async workFolder(id: string): Promise<{ dir: string; remove(): Promise<void> }> {
    const dir = join(differencesIn(this.folder(id)), `${UNDER_WAY}${process.pid}-${++folders}`)
    await mkdir(dir, { recursive: true, mode: 0o700 })
    return { dir, remove: () => rm(dir, { recursive: true, force: true }) }
  }

  /** Removes the differences that its record does not name. */
  sweep = (id: string): Promise<void> => sweep(this.folder(id), this.storedAs(id))

  #held(one: Checkpoint): Held {
    const { id, container, from, createdAt } = one
    const kept = this.#kept.get(id)
    const at = Date.parse(createdAt)
    return {
      id,
      container: keyOf(container),
      from,
      createdAt: at,
      usedAt: Math.max(at, kept?.usedAt ?? 0),
      bytes: sum(this.pages(id).map(({ bytes }) => bytes)),
      whole: this.missing(id).length === 0,
      base: kept?.record.stored?.base ?? null,
      stays: this.whyNever(one) ?? this.record(id).stays,
    }
  }

  /** Why a moment is never stored, however much it is asked for; null where it may be. */
  whyNever(one: Checkpoint): string | null {
    if (!one.restorable || one.options.parent) {
      return 'its memory and that of others are already parts of each other'
    }
    if (one.imagePath !== this.#moments.files(one.id).images) {
      return `its images lie in a folder that was chosen for them, ${one.imagePath}`
    }
    const bytes = sum(this.pages(one.id).map((page) => page.bytes))
    return bytes < LEAST_BYTES ? 'its memory is so small that nothing would be gained' : null
  }
}

let folders = 0

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

export const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0)
