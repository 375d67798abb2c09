import type { Channel } from '../../shared/wire.ts'

/** Counts clients, and calls `end` when there has been none for `ms`, once it has been told to begin. */
export class Linger {
  readonly #ms: number
  readonly #end: () => void
  #clients = 0
  #timer: NodeJS.Timeout | undefined

  constructor(ms: number, end: () => void) {
    this.#ms = ms
    this.#end = end
  }

  begin(): void {
    if (this.#clients === 0) this.#timer = setTimeout(this.#end, this.#ms)
  }

  /** The channel of a client, counted until it closes. */
  readonly admit = (channel: Channel): Channel => {
    clearTimeout(this.#timer)
    this.#clients++
    const left = () => {
      this.#clients--
      this.begin()
    }
    channel.onClose(left)
    return {
      ...channel,
      onClose: (listener) =>
        channel.onClose(() => {
          left()
          listener()
        }),
    }
  }
}
