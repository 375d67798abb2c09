import type { InitState } from '../../../shared/lifecycle.ts'
import { writeRecord } from '../record.ts'
import type { ContainerMetadata } from './metadata.ts'

type Change = Partial<ContainerMetadata>

/** What is known of a container, and the order in which it is written down and told. */
export class InitRecord {
  readonly #path: string
  readonly #show: (change: Change) => void
  #meta: ContainerMetadata

  /** `show` publishes what has changed. */
  constructor(path: string, meta: ContainerMetadata, show: (change: Change) => void) {
    this.#path = path
    this.#meta = meta
    this.#show = show
  }

  get meta(): Readonly<ContainerMetadata> {
    return this.#meta
  }

  /** Writes a change down. */
  async save(change: Change): Promise<void> {
    const next = { ...this.#meta, ...change }
    await writeRecord(this.#path, next)
    this.#meta = next
  }

  /** Writes the change down, then publishes it: nobody sees what a crash could take back. */
  async update(change: Change): Promise<void> {
    await this.save(dated(this.#meta, change))
    this.#show(change)
  }

  /**
   * Publishes a change at once that runc or conmon have on disk themselves (the state, a pid, an exit), then writes it down:
   * an engine that dies between the two reads it there.
   */
  async follow(change: Change): Promise<void> {
    this.#meta = { ...this.#meta, ...dated(this.#meta, change) }
    this.#show(change)
    await writeRecord(this.#path, this.#meta)
  }

  /** Its folder is gone: nothing is written any more. */
  gone(state: InitState): void {
    this.#meta = { ...this.#meta, state }
  }
}

/** A change with the time of its move to another state. */
const dated = (meta: ContainerMetadata, change: Change) =>
  change.state === undefined || change.state === meta.state
    ? change
    : { ...change, since: new Date().toISOString() }
