import type { PipeSource } from '../../../shared/pipes.ts'

interface Listener {
  output(source: PipeSource, bytes: Uint8Array): void
  /** once: nothing more will come */
  end(): void
}

/** What comes through a socket before somebody is there to take it; afterwards it goes straight on. */
export class EarlyOutput implements Listener {
  #kept: { source: PipeSource; bytes: Uint8Array }[] = []
  #ended = false
  #taker: Listener | null = null

  output(source: PipeSource, bytes: Uint8Array): void {
    if (this.#taker) this.#taker.output(source, bytes)
    else this.#kept.push({ source, bytes: Uint8Array.from(bytes) })
  }

  end(): void {
    if (this.#taker) this.#taker.end()
    else this.#ended = true
  }

  /** All of it, as long as nobody takes it. */
  bytes(): Buffer {
    return Buffer.concat(this.#kept.map(({ bytes }) => bytes))
  }

  goTo(taker: Listener): void {
    this.#taker = taker
    for (const { source, bytes } of this.#kept) taker.output(source, bytes)
    this.#kept = []
    if (this.#ended) taker.end()
  }
}
