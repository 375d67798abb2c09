import { FIGURES, FIGURES_KEPT_S, type FigureName, ofEachFigure } from '../../../shared/model.ts'

/** Readings of one moment; null where there is none. */
export type Reading = Readonly<Record<FigureName, number | null>>

/** Most containers are looked at for a while only: each begins with room for so many readings. */
const FIRST_ROOM = 60

/** What one container used, the newest readings of it: 40 bytes each, and no more than are kept. */
export class Ring {
  readonly #most: number
  #times: Float64Array
  /** a figure after the other, NaN for none */
  #columns: Float32Array[]
  #begin = 0
  #length = 0

  constructor(most = FIGURES_KEPT_S) {
    this.#most = most
    const room = Math.min(FIRST_ROOM, most)
    this.#times = new Float64Array(room)
    this.#columns = FIGURES.map(() => new Float32Array(room))
  }

  get length(): number {
    return this.#length
  }

  /** null: there is none */
  get newest(): number | null {
    return this.#length === 0 ? null : this.#timeAt(this.#length - 1)
  }

  /** A clock that was set back begins it anew: time goes on in a graph. */
  push(at: number, reading: Reading): void {
    if (this.newest !== null && at <= this.newest) this.#length = 0
    if (this.#length === this.#times.length && this.#length < this.#most) this.#grow()
    if (this.#length < this.#times.length) this.#length += 1
    else this.#begin = (this.#begin + 1) % this.#times.length
    const slot = this.#slot(this.#length - 1)
    this.#times[slot] = at
    for (const [n, name] of FIGURES.entries()) {
      const column = this.#columns[n]
      if (column) column[slot] = reading[name] ?? Number.NaN
    }
  }

  /** What came after `since`, oldest first. */
  after(since: number): { at: number[]; figures: Record<FigureName, (number | null)[]> } {
    const slots: number[] = []
    for (let n = this.#length - 1; n >= 0 && this.#timeAt(n) > since; n--) slots.push(this.#slot(n))
    slots.reverse()
    const readings = (column: Float32Array | undefined) =>
      slots.map((slot) => {
        const value = column?.[slot] ?? Number.NaN
        return Number.isNaN(value) ? null : value
      })
    return {
      at: slots.map((slot) => this.#times[slot] ?? 0),
      figures: ofEachFigure((_name, n) => readings(this.#columns[n])),
    }
  }

  #slot(n: number): number {
    return (this.#begin + n) % this.#times.length
  }

  #timeAt(n: number): number {
    return this.#times[this.#slot(n)] ?? 0
  }

  /** Only while it is full and nothing was pushed out yet: the oldest is the first. */
  #grow(): void {
    const room = Math.min(2 * this.#times.length, this.#most)
    const times = new Float64Array(room)
    times.set(this.#times)
    this.#times = times
    this.#columns = this.#columns.map((column) => {
      const wider = new Float32Array(room)
      wider.set(column)
      return wider
    })
  }
}
