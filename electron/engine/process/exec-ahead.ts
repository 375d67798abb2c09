import type { PreparedExec } from '../runtime/conmon.ts'

/** Whoever creates an exec starts it in one go, as windows do; another's conmon is started when it is. */
const AHEAD_MS = 1000

/** The conmon of an exec that was just created, for as long as its start can be expected. */
export class ExecAhead {
  #prepared: PreparedExec | null = null
  #timer: NodeJS.Timeout | null = null

  /** What fails here fails again at the start, where it is told. */
  prepare(start: () => PreparedExec): void {
    try {
      this.#prepared = start()
    } catch {
      return
    }
    this.#timer = setTimeout(() => void this.discard(), AHEAD_MS).unref()
  }

  /** It is the caller's from then on; null where none waits. */
  take(): PreparedExec | null {
    const prepared = this.#forget()
    return prepared?.waits ? prepared : null
  }

  async discard(): Promise<void> {
    await this.#forget()?.discard()
  }

  #forget(): PreparedExec | null {
    if (this.#timer) clearTimeout(this.#timer)
    const prepared = this.#prepared
    this.#timer = null
    this.#prepared = null
    return prepared
  }
}
