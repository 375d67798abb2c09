/** A wait that is over sooner is nobody's concern: a screen that is drawn takes as long. */
const TOLD_AFTER_MS = 1000
/** A process that outpaces a viewer is let go and held again many times a second: that is one wait. */
const GAP_MS = 300

/** For how long a process has been made to wait with its output; told once that lasts, and when it is over. */
export class HeldBack {
  readonly #tell: () => void
  #since: number | null = null
  #told = false
  #telling: NodeJS.Timeout | null = null
  #ending: NodeJS.Timeout | null = null

  /** `tell` hears of every change of forMs between null and a number. */
  constructor(tell: () => void) {
    this.#tell = tell
  }

  /** null: it is not held back, or not for long */
  get forMs(): number | null {
    return this.#told && this.#since !== null ? Math.round(performance.now() - this.#since) : null
  }

  hold(on: boolean): void {
    if (on) this.#begin()
    else if (this.#since !== null) this.#ending ??= setTimeout(() => this.#end(), GAP_MS)
  }

  close(): void {
    for (const timer of [this.#telling, this.#ending]) if (timer) clearTimeout(timer)
  }

  #begin(): void {
    if (this.#ending) clearTimeout(this.#ending)
    this.#ending = null
    this.#since ??= performance.now()
    this.#telling ??= setTimeout(() => {
      this.#told = true
      this.#tell()
    }, TOLD_AFTER_MS)
  }

  #end(): void {
    const told = this.#told
    this.close()
    this.#telling = null
    this.#ending = null
    this.#since = null
    this.#told = false
    if (told) this.#tell()
  }
}
