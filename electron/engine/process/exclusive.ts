import { Mutex } from 'async-mutex'
import type { Busy } from '../../../shared/model.ts'

/** What takes no longer is not shown as under way: two events fewer for every quick click. */
const SHOWN_MS = 40

/** One action at a time on a process, shown as under way unless it is over before anybody could read that. */
export class Exclusive {
  readonly #mutex = new Mutex()
  readonly #changed: () => void
  #busy: Busy | null = null
  /** what is under way has been shown, or is to be with whatever is told of it */
  #shown = false

  /** `changed` is called when what is under way, or how far it is, has changed. */
  constructor(changed: () => void) {
    this.#changed = changed
  }

  /** What is under way; null where nothing is. */
  get busy(): Busy | null {
    return this.#busy
  }

  /** Runs `work` when nothing else does, and shows nobody. */
  run<T>(work: () => Promise<T>): Promise<T> {
    return this.#mutex.runExclusive(work)
  }

  /** Locks, asks `permit`, whose refusal nobody else sees, and acts with what it gave. */
  act<T, P>(
    action: Busy['action'],
    phase: string,
    permit: () => P,
    work: (permitted: P) => Promise<T>,
  ): Promise<T> {
    return this.#mutex.runExclusive(() => {
      const permitted = permit()
      return this.#while(action, phase, () => work(permitted))
    })
  }

  phase(phase: string): void {
    if (!this.#busy || this.#busy.phase === phase) return
    this.#busy = { ...this.#busy, phase }
    if (this.#shown) this.#changed()
  }

  /** For an action that goes on after what it has published. */
  goOn(action: Busy['action'], phase: string): void {
    this.#busy = { action, phase, since: new Date().toISOString() }
    this.#shown = true
    this.#changed()
  }

  /** For the action itself: what it led to is about to be published, and with it that it is over. */
  over(): void {
    this.#busy = null
  }

  async #while<T>(action: Busy['action'], phase: string, work: () => Promise<T>): Promise<T> {
    this.#busy = { action, phase, since: new Date().toISOString() }
    this.#shown = false
    const shown = setTimeout(() => {
      this.#shown = true
      this.#changed()
    }, SHOWN_MS)
    try {
      return await work()
    } finally {
      clearTimeout(shown)
      if (this.#busy) {
        this.#busy = null
        this.#changed()
      }
    }
  }
}
