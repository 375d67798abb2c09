import type { Client } from '../../shared/client.ts'
import type { ConsoleDown, ConsoleTarget, ConsoleUp } from '../../shared/contract.ts'
import { ReceiveWindow } from '../../shared/flow.ts'

/** As much of the text is kept as a program says before it is measured, bytes. */
const KEPT = 5_000

/** A console as the window sees it, without drawing it: what arrives counts as parsed. */
export class Viewer {
  /** hears the live bytes, in order, with their offset in the console's output; not those of a snapshot */
  onBytes: (bytes: Uint8Array, offset: number) => void = () => {}
  /** live bytes that never came: there was a gap, or a snapshot stood in for them */
  missing = 0
  /** offset of the next live byte */
  next = 0
  readonly close: () => void
  readonly #send: (item: ConsoleUp) => void
  #text = ''
  #window: ReceiveWindow | null = null
  #ended: Error | null = null
  #onSnapshot: () => void = () => {}
  #latest = ''

  constructor(client: Client, target: ConsoleTarget) {
    const stream = client.open('console', target, {
      onDown: (item) => this.#down(item),
      onClose: (error) => {
        this.#ended = error ?? new Error('the console was closed')
      },
    })
    this.#send = (item) => stream.send(item)
    this.close = () => stream.close()
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

  /** As said(), of what came last, however much came before. */
  async saidSince(word: string, withinMs = 30_000): Promise<void> {
    const until = Date.now() + withinMs
    while (!this.#latest.includes(word)) {
      if (Date.now() > until) throw new Error(`the console never said ${word}`)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }

  /** Its snapshot is here. */
  shown(): Promise<void> {
    return new Promise((resolve) => {
      this.#onSnapshot = resolve
    })
  }

  #down(item: ConsoleDown): void {
    if (item.kind === 'snapshot') this.#snapshot(item.offset, item.bytes)
    else if (item.kind === 'data') this.#data(item.offset, item.bytes)
  }

  #snapshot(offset: number, bytes: Uint8Array): void {
    this.#beginAt(offset)
    this.#remember(bytes)
    this.#onSnapshot()
  }

  #data(offset: number, bytes: Uint8Array): void {
    const window = this.#window ?? this.#beginAt(offset)
    if (bytes.length === 0) {
      this.#ack(window.probed())
      return
    }
    const known = window.take(offset, bytes.length)
    if (known === 'gap') {
      this.#beginAt(offset)
      this.#data(offset, bytes)
      return
    }
    this.next = offset + bytes.length
    this.#remember(bytes)
    this.onBytes(bytes.subarray(known), offset + known)
    this.#ack(window.parsed(this.next))
  }

  /** Goes on from `offset`, whatever should have come before. The bare pty begins with data, ours with a snapshot. */
  #beginAt(offset: number): ReceiveWindow {
    if (this.#window) this.missing += offset - this.next
    this.next = offset
    this.#window = new ReceiveWindow(offset)
    return this.#window
  }

  #ack(offset: number | null): void {
    if (offset !== null) this.#send({ kind: 'ack', offset })
  }

  #remember(bytes: Uint8Array): void {
    this.#latest = Buffer.from(bytes.subarray(-KEPT)).toString('latin1')
    if (this.#text.length < KEPT) this.#text += Buffer.from(bytes).toString('latin1')
  }
}
