import type { Checkpoint, MomentStorage, Stored } from '../../../../shared/model.ts'
import type { StorageSettings } from './settings.ts'
import { type Shelf, sum } from './shelf.ts'
import type { StorageContext } from './storage.ts'

/** What windows are told of how the moments' memory is kept. */
export class ShownMoments {
  readonly #context: Pick<StorageContext, 'checkpoints' | 'publish'>
  readonly #shelf: Shelf
  readonly #settings: StorageSettings

  constructor(
    context: Pick<StorageContext, 'checkpoints' | 'publish'>,
    shelf: Shelf,
    settings: StorageSettings,
  ) {
    this.#context = context
    this.#shelf = shelf
    this.#settings = settings
  }

  changed(id: string, storing: Checkpoint['storing'] = null): void {
    this.show(id, storing)
    const { checkpoints, publish } = this.#context
    if (checkpoints.has(id)) publish('checkpoint.changed', checkpoints.get(id))
  }

  /** It is kept otherwise now, and those that are differences to it come back sooner or later than before. */
  settled(id: string): void {
    this.changed(id)
    const { checkpoints, publish } = this.#context
    for (const one of this.#shelf.above(id)) {
      const before = checkpoints.get(one)
      this.show(one, before.storing)
      const now = checkpoints.get(one)
      if (now.stored?.takesMs !== before.stored?.takesMs) publish('checkpoint.changed', now)
    }
  }

  show(id: string, storing: Checkpoint['storing'] = null): void {
    this.#context.checkpoints.show(id, {
      stored: this.#stored(id),
      storing,
      saved: this.#saved(id),
      unreadable: this.#shelf.problem(id)?.message ?? null,
    })
  }

  /** Bytes of memory that is whole, of differences, and of memory that these stand for. */
  totals(): Pick<MomentStorage, 'whole' | 'differences' | 'standFor'> {
    const moments = this.#context.checkpoints.list()
    const stored = moments.flatMap((one) => one.stored ?? [])
    const pages = moments.flatMap(({ id }) => this.#shelf.pages(id))
    const standFor = sum(stored.map(({ wholeBytes }) => wholeBytes))
    return {
      whole: sum(pages.map(({ bytes }) => bytes)) - standFor,
      differences: sum(stored.map(({ bytes }) => bytes)),
      standFor,
    }
  }

  /** null where it is whole. */
  #stored(id: string): Stored | null {
    const stored = this.#shelf.storedAs(id)
    const missing = this.#shelf.missing(id)
    if (!stored || missing.length === 0) return null
    return {
      base: stored.base,
      bytes: sum(missing.map(({ difference }) => difference)),
      wholeBytes: sum(missing.map(({ bytes }) => bytes)),
      takesMs: this.#settings.takesMs(this.#shelf.bytesToWrite(id)),
    }
  }

  /** Bytes that it takes less on the disk than when it was taken; below 0 where it has both, images and differences. */
  #saved(id: string): number {
    const differences = this.#shelf.storedAs(id)?.files.map(({ difference }) => difference) ?? []
    return sum(this.#shelf.missing(id).map(({ bytes }) => bytes)) - sum(differences)
  }
}
