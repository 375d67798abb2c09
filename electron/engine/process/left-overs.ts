import { RuncibleError } from '../../../shared/errors.ts'
import { endSession, sessionOf } from './session.ts'

/** What hangs up with its terminal is gone by then. */
const FIRST_LOOK_MS = 200
/** They end by themselves, too, and nobody tells. */
const LOOK_MS = 2000

interface Session {
  pidFile: string
  /** pids of all in the container */
  members(): Promise<number[]>
  /** the count is another one */
  changed(): void
}

/** What an exec that has ended left running in its container: the rest of its session. */
export class LeftOvers {
  readonly #session: Session
  #count = 0
  #timer: NodeJS.Timeout | null = null
  #closed = false

  constructor(session: Session) {
    this.#session = session
  }

  get count(): number {
    return this.#count
  }

  /** The exec has ended: they are counted, and counted again until none is left. */
  watch(): void {
    this.#lookIn(FIRST_LOOK_MS)
  }

  /** Kills them all. Throws `unavailable` where some do not end. */
  async end(): Promise<void> {
    const { pidFile, members } = this.#session
    await endSession(pidFile, members)
    await this.#look()
    if (this.#count === 0) return
    throw new RuncibleError('unavailable', `${this.#count} processes of the session do not end`, {
      hint: 'What waits for a device ends when that answers; what is paused when it is resumed.',
    })
  }

  close(): void {
    this.#closed = true
    if (this.#timer) clearTimeout(this.#timer)
  }

  #lookIn(ms: number): void {
    if (this.#timer) clearTimeout(this.#timer)
    if (this.#closed) return
    this.#timer = setTimeout(() => void this.#look(), ms)
    this.#timer.unref()
  }

  async #look(): Promise<void> {
    const { pidFile, members, changed } = this.#session
    // A container that cannot be read is one that goes: its processes go with it.
    const found = await sessionOf(pidFile, members).catch(() => [])
    if (this.#closed) return
    const before = this.#count
    this.#count = found.length
    if (this.#count > 0) this.#lookIn(LOOK_MS)
    if (this.#count !== before) changed()
  }
}
