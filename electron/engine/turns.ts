import { setImmediate as nextTurn } from 'node:timers/promises'

/** Work that never waits lets others come in between, this often. */
const TURN_MS = 8

/** For a long loop in the engine, which has other things to do, too: between two steps, `await turns.next(signal)`. */
export class Turns {
  #began = performance.now()

  /** Gives up the turn where it has lasted long enough. Throws once it is aborted. */
  async next(signal?: AbortSignal): Promise<void> {
    if (performance.now() - this.#began < TURN_MS) return
    await nextTurn()
    signal?.throwIfAborted()
    this.#began = performance.now()
  }
}
