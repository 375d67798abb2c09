import type { Publish } from '../../shared/server.ts'

/** Hands every event to every connection, in the order in which it happened. */
export class Publisher {
  readonly #subscribers = new Set<Publish>()

  readonly publish: Publish = (name, value) => {
    for (const subscriber of this.#subscribers) subscriber(name, value)
  }

  /** Gives back what unsubscribes. */
  readonly subscribe = (subscriber: Publish): (() => void) => {
    this.#subscribers.add(subscriber)
    return () => this.#subscribers.delete(subscriber)
  }
}
