import type { Cast, CastEvent } from './cast.ts'

/** A place of interest on the line: a mark that was set. */
export interface Stop {
  at: number
  label: string
}

/**
 * A recording's events on the line that is played: pauses longer than `idleLimit` seconds last as long as that. Times of the
 * line are seconds since its beginning.
 */
export class Timeline {
  readonly events: readonly CastEvent[]
  /** seconds */
  readonly duration: number
  readonly stops: readonly Stop[]

  constructor(cast: Cast, idleLimit: number) {
    let cut = 0
    let before = 0
    this.events = cast.events.map((event) => {
      cut += Math.max(0, event.at - before - idleLimit)
      before = event.at
      return { ...event, at: event.at - cut }
    })
    this.duration = this.events.at(-1)?.at ?? 0
    this.stops = this.events.flatMap((event) =>
      event.kind === 'mark' ? [{ at: event.at, label: event.label }] : [],
    )
  }

  /** How many events have happened at a time of the line. */
  indexAt(at: number): number {
    let [low, high] = [0, this.events.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.events[middle]?.at ?? 0) <= at) low = middle + 1
      else high = middle
    }
    return low
  }

  /** The time of the next event after `at` that shows something (1), or of the last one before it (-1). */
  step(at: number, direction: 1 | -1): number {
    const next = this.indexAt(at)
    if (direction === 1) return this.events.slice(next).find(shows)?.at ?? this.duration
    return this.events.slice(0, next).findLast((event) => shows(event) && event.at < at)?.at ?? 0
  }
}

const shows = ({ kind }: CastEvent) => kind !== 'mark'
