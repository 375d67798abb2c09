import { type ContainerRef, keyOf } from '../../../shared/model.ts'
import type { Journal } from '../journal.ts'
import { type RestartRecord, SETTLED_MS } from './restart-policy.ts'

/** What it needs of a container. */
export interface Restartable {
  readonly ref: ContainerRef
  readonly meta: Readonly<{ state: string; startedAt: string | null; restarts: RestartRecord }>
  readonly restarts: {
    /** Starts it again if that is still due. */
    restart(): Promise<void>
    /** It has come up: the count begins anew. */
    settled(): Promise<void>
  }
}

/**
 * Keeps the times of restarts. What is due stands in each container's own record, so that the next engine goes on with it;
 * here are only the clocks.
 */
export class Restarter {
  readonly #journal: Journal
  readonly #clocks = new Map<string, NodeJS.Timeout>()

  constructor(journal: Journal) {
    this.#journal = journal
  }

  /** Sets the container's clock by its record, in the place of the one that it had. */
  watch(container: Restartable): void {
    const { ref, meta } = container
    this.forget(ref)
    const { count, dueAt } = meta.restarts
    if (meta.state === 'stopped' && dueAt !== null) {
      this.#at(ref, Date.parse(dueAt), () =>
        this.#journal.record('restart', ref, () => container.restarts.restart()),
      )
    } else if (meta.state === 'running' && count > 0 && meta.startedAt !== null) {
      this.#at(ref, Date.parse(meta.startedAt) + SETTLED_MS, () => container.restarts.settled())
    }
  }

  forget(ref: ContainerRef): void {
    clearTimeout(this.#clocks.get(keyOf(ref)))
    this.#clocks.delete(keyOf(ref))
  }

  close(): void {
    for (const clock of this.#clocks.values()) clearTimeout(clock)
    this.#clocks.clear()
  }

  #at(ref: ContainerRef, time: number, work: () => Promise<void>): void {
    const clock = setTimeout(
      () => {
        this.#clocks.delete(keyOf(ref))
        // What failed is in the journal, and in the container's next record.
        work().catch(() => {})
      },
      Math.max(0, time - Date.now()),
    )
    clock.unref()
    this.#clocks.set(keyOf(ref), clock)
  }
}
