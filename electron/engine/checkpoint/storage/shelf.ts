import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Mutex } from 'async-mutex'
import { RuncibleError } from '../../../../shared/errors.ts'
import { type Checkpoint, keyOf } from '../../../../shared/model.ts'
import { type Held, LEAST_BYTES } from './choice.ts'
import { AS_WRITTEN, type Kept, type Place, readKept, unreadable } from './kept.ts'
import type { PageImage } from './parts.ts'
import {
  differenceOf,
  differencesIn,
  type StorageRecord,
  type StoredAs,
  type StoredFile,
  writeStorage,
} from './record.ts'
import { sweep, tidy, UNDER_WAY } from './tidy.ts'

/** The store of moments, as far as the shelf needs it. */
export interface Moments {
  list(): Checkpoint[]
  has(id: string): boolean
  get(id: string): Checkpoint
  files(id: string): { dir: string; images: string }
}

/** What is known of how the moments' memory is kept: read from their folders once, and again where it was changed. */
export class Shelf {
  readonly #moments: Moments
  readonly #bootId: string
  readonly #kept = new Map<string, Kept>()
  /** one look for what is new at a time: what it has read is not written over by one that began before */
  readonly #looking = new Mutex()

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

  /** Once, before anything is done with them: reads all, and clears what an earlier engine left. `say` hears what is amiss. */
  async load(say: (text: string) => void): Promise<void> {
    const all = this.#moments.list()
    await Promise.all(all.map(({ id }) => this.#tidy(id, say)))
    const unfounded = all.filter(({ id }) => !this.#isFounded(id))
    for (const { id } of unfounded) await this.#giveUp(id, NO_BASE)
    for (const { problem } of this.#kept.values()) if (problem) say(problem.message)
  }

  /** Reads those that are new, and forgets those that are gone. */
  refresh(): Promise<void> {
    return this.#looking.runExclusive(async () => {
      for (const id of this.#kept.keys()) if (!this.#moments.has(id)) this.#kept.delete(id)
      const unknown = this.#moments.list().filter(({ id }) => !this.#kept.has(id))
      await Promise.all(unknown.map(({ id }) => this.read(id)))
    })
  }

  /** Reads one again, after its files were changed. */
  async read(id: string): Promise<void> {
    this.#kept.set(id, await readKept(this.#place(id)))
  }

  /** Why it cannot be told how a moment is kept; null: it can. */
  problem = (id: string): RuncibleError | null => this.#kept.get(id)?.problem ?? null

  /** Throws `internal` where it cannot be told how a moment is kept. */
  requireTold(id: string): void {
    const problem = this.problem(id)
    if (problem) throw problem
  }

  /** Throws `failed-precondition` where a moment of which that cannot be told may have differences to this one. */
  requireUnneeded(id: string): void {
    const needing = this.#neededBlindly(id)
    if (needing === null) return
    throw new RuncibleError(
      'failed-precondition',
      `“${this.name(id)}” is not deleted: “${this.name(needing)}” may be stored as a difference to it, and ${this.problem(needing)?.message}`,
      { hint: this.problem(needing)?.details.hint },
    )
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

  /** Those, and those that have differences to them, and so on. */
  above(id: string): string[] {
    const found = new Set([id])
    for (const one of found) for (const other of this.dependents(one)) found.add(other)
    found.delete(id)
    return [...found]
  }

  /**
   * The moments whose differences are put over one another to have one page image of a moment again, the topmost first, and
   * the one whose image these begin with.
   */
  chain(id: string, name: string): { over: string[]; from: string } {
    const over = new Set<string>()
    let from = id
    while (!over.has(from) && this.missing(from).some((file) => file.name === name)) {
      over.add(from)
      from = this.storedAs(from)?.base ?? from
    }
    return { over: [...over], from }
  }

  /** Bytes that are written to bring a moment back. */
  bytesToWrite = (id: string): number =>
    sum(this.missing(id).map(({ name, bytes }) => bytes * this.chain(id, name).over.length))

  /** Says that one of an earlier record is what counts now; on the disk first. */
  async write(id: string, record: StorageRecord): Promise<void> {
    this.requireTold(id)
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

  /** A folder for what is under way on a moment; `remove` it at the end. */
  async workFolder(id: string): Promise<{ dir: string; remove(): Promise<void> }> {
    const dir = join(differencesIn(this.folder(id)), `${UNDER_WAY}${process.pid}-${++folders}`)
    await mkdir(dir, { recursive: true, mode: 0o700 })
    return { dir, remove: () => rm(dir, { recursive: true, force: true }) }
  }

  /** Removes the differences that its record does not name. */
  async sweep(id: string): Promise<void> {
    this.requireTold(id)
    await sweep(this.folder(id), this.storedAs(id))
  }

  #place = (id: string): Place => ({ ...this.#moments.get(id), dir: this.folder(id) })

  async #tidy(id: string, say: (text: string) => void): Promise<void> {
    await this.read(id)
    const stored = this.storedAs(id)
    try {
      if (!this.problem(id)) await tidy({ ...this.#place(id), stored, bootId: this.#bootId }, say)
      if (stored) await this.read(id)
    } catch (error) {
      await this.#giveUp(id, error as Error)
    }
  }

  async #giveUp(id: string, why: Error): Promise<void> {
    const known = { images: this.#kept.get(id)?.images ?? [], stored: this.storedAs(id) }
    this.#kept.set(id, await unreadable(this.#place(id), known, why))
  }

  /** Whether what it is a difference to is there, and is none to it. */
  #isFounded(id: string): boolean {
    for (let at = id, left = this.#kept.size; ; left--) {
      const stored = this.storedAs(at)
      if (!stored) return true
      if (left === 0 || !this.#moments.has(stored.base)) return false
      at = stored.base
    }
  }

  /** A moment that may need this one for all that can be told; null: none. */
  #neededBlindly = (id: string): string | null =>
    [...this.#kept].find(([, { needs }]) => needs.includes(id))?.[0] ?? null

  #held(one: Checkpoint): Held {
    const { id, container, from, createdAt } = one
    const kept = this.#kept.get(id)
    const at = Date.parse(createdAt)
    const isTold = !kept?.problem
    return {
      id,
      container: keyOf(container),
      from,
      createdAt: at,
      usedAt: Math.max(at, kept?.usedAt ?? 0),
      // Nothing is stored as a difference to what may be one to it.
      bytes: isTold ? sum(this.pages(id).map(({ bytes }) => bytes)) : 0,
      whole: isTold && this.missing(id).length === 0,
      base: kept?.record.stored?.base ?? null,
      stays: this.whyNever(one) ?? this.record(id).stays,
    }
  }

  /** Why a moment is never stored, however much it is asked for; null where it may be. */
  whyNever(one: Checkpoint): string | null {
    const needing = this.#neededBlindly(one.id)
    const problem = this.problem(one.id) ?? (needing && this.problem(needing))
    if (problem) return problem.message
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

const NO_BASE = new Error('the moment that it is a difference to is not there, or one to it')

export const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0)
