/** A page that dies more often than this within the time is not helped by loading it once more. */
const TIMES = 3
const WITHIN_MS = 60_000

/** Decides whether a page whose process died is loaded again; `now` in ms. */
export class Revival {
  #deaths: number[] = []

  /** `reason` is Electron's: clean-exit is no death, and what was killed for good reasons may live again. */
  mayLive(reason: string, now: number): boolean {
    if (reason === 'clean-exit') return false
    this.#deaths = [...this.#deaths.filter((at) => now - at < WITHIN_MS), now]
    return this.#deaths.length <= TIMES
  }
}
