/** So many differences at most are put over one another to bring a moment back: it takes that many times as long as one. */
export const MOST_DEEP = 3
/** Less memory than this is not worth it. */
export const LEAST_BYTES = 4 * 1024 ** 2
/** A difference that is larger than this share of the memory is not kept. */
export const MOST_OF_WHOLE = 0.7
/** Stays whole where nothing else is said: bytes, and share of what is free on the disk. */
const USUAL_BYTES = 4 * 1024 ** 3
const USUAL_SHARE = 0.1

/** A moment as far as the choice of what is stored, and against what, goes. */
export interface Held {
  id: string
  /** of the container that it was taken of */
  container: string
  /** the moment that it came from */
  from: string | null
  /** ms since 1970 */
  createdAt: number
  /** when it was taken or last brought back, ms since 1970 */
  usedAt: number
  /** of its memory */
  bytes: number
  /** all of its memory is there as CRIU wrote it */
  whole: boolean
  /** the moment that it has differences to; null: none */
  base: string | null
  /** why it is not to be stored as a difference; null: it may be */
  stays: string | null
}

/**
 * The moment to store another one against: the nearest of its container, where that makes no chain of differences longer than
 * `MOST_DEEP` (so that a restore is bounded) and no circle. Of the tree's neighbours first, then by the time between them.
 * null: there is none.
 */
export function chooseBase(moment: Held, all: readonly Held[]): string | null {
  const below = heightOf(moment, all)
  const order = all
    .filter(({ container }) => container === moment.container)
    .sort((a, b) => a.createdAt - b.createdAt)
  const place = order.findIndex(({ id }) => id === moment.id)
  const fitting = order
    .map((one, i) => ({ one, apart: isNeighbour(one, moment) ? 1 : Math.abs(i - place), i }))
    .filter(({ one }) => one.id !== moment.id && one.bytes >= LEAST_BYTES)
    .filter(({ one }) => !descends(one, moment.id, all))
    .filter(({ one }) => depthOf(one, all) + 1 + below <= MOST_DEEP)
    // Of two that are as near, the earlier: it is there for longer.
    .sort((a, b) => a.apart - b.apart || a.i - b.i)
  return fitting[0]?.one.id ?? null
}

/** Those whose memory goes beyond the budget, longest unused first: to be stored in this order. */
export function beyondBudget(all: readonly Held[], budget: number): Held[] {
  const newestFirst = all.filter(({ whole }) => whole).sort((a, b) => b.usedAt - a.usedAt)
  let bytes = 0
  const beyond = newestFirst.filter((one) => {
    bytes += one.bytes
    return bytes > budget
  })
  return beyond
    .filter(({ stays, bytes }) => stays === null && bytes >= LEAST_BYTES)
    .sort((a, b) => a.createdAt - b.createdAt)
}

/** The budget where nobody has named one. */
export const usualBudget = (freeBytes: number): number =>
  Math.floor(Math.min(USUAL_BYTES, freeBytes * USUAL_SHARE))

/** How many differences lie over one another until a moment is brought back; 0: none. */
export function depthOf(moment: Held, all: readonly Held[]): number {
  const base = moment.base === null ? undefined : all.find(({ id }) => id === moment.base)
  return base ? 1 + depthOf(base, all) : 0
}

/** How many lie over one another below it. */
function heightOf({ id }: Held, all: readonly Held[]): number {
  const children = all.filter(({ base }) => base === id)
  return Math.max(0, ...children.map((child) => 1 + heightOf(child, all)))
}

function descends(moment: Held, from: string, all: readonly Held[]): boolean {
  if (moment.base === null) return false
  if (moment.base === from) return true
  const base = all.find(({ id }) => id === moment.base)
  return base !== undefined && descends(base, from, all)
}

const isNeighbour = (a: Held, b: Held) => a.from === b.id || b.from === a.id
