import type { Client } from '../../shared/client.ts'
import type { ConsoleDown, ConsoleTarget, ConsoleUp } from '../../shared/contract.ts'

/** Acknowledged this often, bytes, as the window does after xterm has parsed them. */
const ACK_EVERY = 5_000

/** A console as the window sees it, without drawing it: it acknowledges what it got. */
export class Viewer {
  /** the live bytes, in order; not those of a snapshot */
  onBytes: (bytes: Uint8Array) => void = () => {}
  /** live bytes that never came: the offsets had a gap, or a snapshot stood in for them */
  missing = 0
  readonly #send: (item: ConsoleUp) => void
  #text = ''
  #next: number | null = null
  #acked = 0
  #ended: Error | null = null

  constructor(client: Client, target: ConsoleTarget) {
    const stream = client.open('console', target, {
      onDown: (item) => this.#down(item),
      onClose: (error) => {
        this.#ended = error ?? new Error('the console was closed')
      },
    })
    this.#send = (item) => stream.send(item)
  }

  type(text: string): void {
    this.#send({ kind: 'input', bytes: Buffer.from(text) })
  }

  /** Waits until the program has said `word`. */
  async said(word: string, withinMs = 10_000): Promise<void> {
    const until = Date.now() + withinMs
    while (!this.#text.includes(word)) {
      if (this.#ended) throw this.#ended
      if (Date.now() > until) throw new Error(`the console never said ${word}`)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }

  #down(item: ConsoleDown): void {
    if (item.kind === 'snapshot') {
      if (this.#next !== null) this.missing += item.offset - this.#next
      this.#next = item.offset
      this.#remember(item.bytes)
    } else if (item.kind === 'data') {
      this.missing += item.offset - (this.#next ?? item.offset)
      this.#next = item.offset + item.bytes.length
      this.#remember(item.bytes)
      this.onBytes(item.bytes)
    }
    if (this.#next !== null && this.#next - this.#acked >= ACK_EVERY) {
      this.#acked = this.#next
      this.#send({ kind: 'ack', offset: this.#next })
    }
  }

  /** The beginning only: what a program says before it is measured. */
  #remember(bytes: Uint8Array): void {
    if (this.#text.length < ACK_EVERY) this.#text += Buffer.from(bytes).toString('latin1')
  }
}
