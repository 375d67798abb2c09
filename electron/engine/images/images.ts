import type { Image, ImageSource } from '../../../shared/model.ts'
import type { CallContext, Publish } from '../../../shared/server.ts'
import type { Programs } from '../runtime/tools.ts'
import { importImage } from './import.ts'
import type { ImageRecord } from './record.ts'
import type { ImageStore, UsersOf } from './store.ts'

/** The images of one engine as windows see them: with who uses them, and told of when that changes. */
export class Images {
  readonly #store: ImageStore
  readonly #programs: Programs
  readonly #publish: Publish
  readonly #usersOf: UsersOf
  /** what was last said of the users of each */
  readonly #told = new Map<string, string>()

  constructor(store: ImageStore, programs: Programs, publish: Publish, usersOf: UsersOf) {
    this.#store = store
    this.#programs = programs
    this.#publish = publish
    this.#usersOf = usersOf
  }

  list(): Image[] {
    return this.#store.list().map((record) => this.#model(record))
  }

  async import(
    source: ImageSource,
    name: string | undefined,
    { signal, progress }: CallContext,
  ): Promise<Image> {
    return this.came(
      await importImage({
        store: this.#store,
        programs: this.#programs,
        source,
        name,
        signal,
        progress,
      }),
    )
  }

  /** Tells of an image that came into the store, and of those whose names it took. */
  came({ id, changed }: { id: string; changed: string[] }): Image {
    for (const one of changed) this.#publish('image.changed', this.#model(this.#store.get(one)))
    return this.#model(this.#store.get(id))
  }

  async remove(id: string): Promise<void> {
    await this.#store.remove(id, this.#usersOf)
    this.#told.delete(id)
    this.#publish('image.removed', { image: id })
  }

  check(id: string, { signal }: CallContext) {
    return this.#store.check(id, signal)
  }

  /** Tells of every image whose users are others than before. */
  usersChanged(): void {
    for (const record of this.#store.list()) {
      const before = this.#told.get(record.image.id) ?? '[]'
      const image = this.#model(record)
      if (JSON.stringify(image.usedBy) !== before) this.#publish('image.changed', image)
    }
  }

  #model({ image }: ImageRecord): Image {
    const usedBy = this.#usersOf(image.id)
    this.#told.set(image.id, JSON.stringify(usedBy))
    return { ...image, usedBy }
  }
}
