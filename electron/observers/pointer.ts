import {
  type Pointed,
  type PointerContract,
  pointerContract,
} from '../../shared/observers/contract.ts'
import { type Publish, serve } from '../../shared/server.ts'
import type { Channel } from '../../shared/wire.ts'

/** Where whoever shows points to, and the observers who follow. */
export class Pointer {
  readonly #listeners = new Set<Publish<PointerContract>>()
  #pointed: Pointed = { container: null }

  point(pointed: Pointed): void {
    this.#pointed = pointed
    for (const publish of this.#listeners) publish('pointer.moved', pointed)
  }

  /** Serves an observer. */
  attach(channel: Channel): void {
    serve(
      channel,
      {
        calls: { 'pointer.look': () => this.#pointed },
        streams: {},
        subscribe: (publish) => {
          this.#listeners.add(publish)
          return () => this.#listeners.delete(publish)
        },
      },
      pointerContract,
    )
  }
}
