const WITHIN_MS = 60_000
/** So many wrong tokens are old links; more are somebody trying. */
const MAX_WRONG = 20
/** Addresses that are remembered; beyond it the oldest is forgotten. */
const MAX_ADDRESSES = 1000

/** Wrong tokens, counted by where they came from. */
export class Attempts {
  readonly #wrong = new Map<string, { count: number; until: number }>()
  readonly #now: () => number

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  /** Nothing that comes from there is looked at for the rest of the minute, be it right. */
  areTooMany(address: string): boolean {
    const wrong = this.#wrong.get(address)
    if (wrong && wrong.until <= this.#now()) this.#wrong.delete(address)
    return (this.#wrong.get(address)?.count ?? 0) >= MAX_WRONG
  }

  failed(address: string): void {
    const until = this.#now() + WITHIN_MS
    const wrong = this.#wrong.get(address) ?? { count: 0, until }
    this.#wrong.set(address, { ...wrong, count: wrong.count + 1 })
    const oldest = this.#wrong.keys().next()
    if (this.#wrong.size > MAX_ADDRESSES && !oldest.done) this.#wrong.delete(oldest.value)
  }
}
