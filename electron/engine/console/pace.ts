import { HeldBack } from './held-back.ts'

/** A process is made to wait for whom is this far behind, bytes… */
const HOLD_BYTES = 512 * 1024
/** …until it is only this far behind. */
const LET_GO_BYTES = 128 * 1024
/** While it waits it is looked at this often: who leaves it waiting may never be heard of again. */
const LOOK_MS = 100

export const isTooFar = (lag: number) => lag >= HOLD_BYTES

interface Ends {
  /** bytes that the last of those who are waited for lacks */
  lag(): number
  /** Has the process wait with its output, or go on. */
  hold(on: boolean): void
  /** heldForMs has become a number, or null again */
  changed(): void
}

/** Makes a process wait that is quicker than those who look at it. */
export class Pace {
  readonly #ends: Ends
  readonly #held: HeldBack
  #holding: NodeJS.Timeout | null = null

  constructor(ends: Ends) {
    this.#ends = ends
    this.#held = new HeldBack(ends.changed)
  }

  /** null: the process does not wait, or not for long */
  get heldForMs(): number | null {
    return this.#held.forMs
  }

  balance(): void {
    const lag = this.#ends.lag()
    if (isTooFar(lag)) this.#hold(true)
    else if (lag <= LET_GO_BYTES) this.#hold(false)
  }

  close(): void {
    this.#hold(false)
    this.#held.close()
  }

  #hold(on: boolean): void {
    if (on === (this.#holding !== null)) return
    if (this.#holding) clearInterval(this.#holding)
    this.#holding = on ? setInterval(() => this.balance(), LOOK_MS) : null
    this.#ends.hold(on)
    this.#held.hold(on)
  }
}
