import type { Volume } from '../../../shared/model.ts'
import type { Publish } from '../../../shared/server.ts'
import { diskUsage } from '../checkpoint/images.ts'
import type { Journal } from '../journal.ts'
import type { VolumeRecord } from './record.ts'
import type { VolumeStore } from './store.ts'
import type { Users } from './users.ts'

const NOBODY: Users = { byFolder: new Map(), unreadable: [] }

/** The volumes of one engine as windows see them: with their size and who uses them, and told of when that may have changed. */
export class Volumes {
  readonly #store: VolumeStore
  readonly #publish: Publish
  readonly #journal: Journal
  #collecting: Promise<void> = Promise.resolve()

  constructor(store: VolumeStore, publish: Publish, journal: Journal) {
    this.#store = store
    this.#publish = publish
    this.#journal = journal
  }

  async list(): Promise<Volume[]> {
    if (this.#store.isEmpty) return []
    const users = await this.#store.users()
    return Promise.all(this.#store.list().map((record) => this.#model(record, users)))
  }

  async create(name: string): Promise<Volume> {
    const record = await this.#store.create(name)
    this.#publish('volumes.changed', {})
    return this.#model(record, NOBODY)
  }

  async remove(name: string): Promise<void> {
    await this.#store.remove(name)
    this.#publish('volumes.changed', {})
  }

  /** After whatever may have changed who uses one: nobody waits for what goes with its last user. */
  usersChanged(): void {
    if (this.#store.isEmpty) return
    this.#collecting = this.#collecting.then(async () => {
      const say = (text: string) => this.#journal.note('volumes', null, text)
      await this.#store.collect(say).catch((error: Error) => say(error.message))
      this.#publish('volumes.changed', {})
    })
  }

  /** Resolves when nothing is on its way out any more. */
  close(): Promise<void> {
    return this.#collecting
  }

  async #model({ name, createdAt, anonymous }: VolumeRecord, users: Users): Promise<Volume> {
    const path = this.#store.path(name)
    const usedBy = users.byFolder.get(path) ?? []
    return { name, createdAt, anonymous, path, size: await diskUsage(path), usedBy }
  }
}
