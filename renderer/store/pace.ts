/** One frame of a screen, ms. */
const FRAME_MS = 16

/**
 * Does things in their order: at once while they come singly, else together, once a frame. What comes in a storm then costs
 * one drawing a frame and not one each.
 */
export class Pace {
  #waiting: Array<() => void> = []
  #resting: ReturnType<typeof setTimeout> | null = null

  do(job: () => void): void {
    if (this.#resting !== null) {
      this.#waiting.push(job)
      return
    }
    this.#rest()
    job()
  }

  /** Does now what waits. */
  flush(): void {
    const jobs = this.#waiting
    this.#waiting = []
    for (const job of jobs) job()
  }

  #rest(): void {
    this.#resting = setTimeout(() => {
      this.#resting = null
      if (this.#waiting.length === 0) return
      this.#rest()
      this.flush()
    }, FRAME_MS)
  }
}

/** Of the engine's events. Who has an answer of the engine flushes it: events that came before must be seen before. */
export const eventPace = new Pace()
