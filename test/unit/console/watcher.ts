import type { ConsoleDown, ConsoleViewer, ViewerRole } from '../../../shared/contract.ts'
import type { RuncibleError } from '../../../shared/errors.ts'
import { ReceiveWindow } from '../../../shared/flow.ts'
import type { Sink, StreamSource } from '../../../shared/server.ts'

/** A viewer without a transport. It counts every byte, and acknowledges as a window does, or not while told to hold back. */
export class Watcher implements Sink<'console'> {
  readonly items: ConsoleDown[] = []
  readonly snapshots: Extract<ConsoleDown, { kind: 'snapshot' }>[] = []
  ended = false
  closed: { error: RuncibleError | undefined } | null = null
  /** live bytes that came, and those that a later snapshot stood in for */
  received = 0
  skipped = 0
  holdsBack = false
  /** how long its terminal takes to parse what came, ms */
  parsesIn = 0
  #source: StreamSource<'console'> | null = null
  #window: ReceiveWindow | null = null
  #end = 0
  #live: Uint8Array[] = []

  /** Opens `console` with this as its viewer. */
  watch(
    console: { view(sink: Sink<'console'>, as?: ViewerRole): StreamSource<'console'> },
    as?: ViewerRole,
  ): this {
    this.#source = console.view(this, as)
    return this
  }

  get live(): string {
    return Buffer.concat(this.#live).toString('latin1')
  }

  get snapshot(): string {
    return Buffer.from(this.snapshots.at(-1)?.bytes ?? []).toString('utf8')
  }

  get text(): string {
    return this.snapshot + this.live
  }

  type(text: string): void {
    this.#source?.receive({ kind: 'input', bytes: Buffer.from(text) })
  }

  resize(cols: number, rows: number): void {
    this.#source?.receive({ kind: 'resize', size: { cols, rows } })
  }

  become(as: ViewerRole): void {
    this.#source?.receive({ kind: 'role', as })
  }

  /** Whether the process waits for somebody, as it was told last. */
  get isHeld(): boolean {
    const told = this.items.findLast((item) => item.kind === 'held')
    return told?.kind === 'held' && told.forMs !== null
  }

  /** Who looks, as it was told last. */
  get viewers(): ConsoleViewer[] {
    const told = this.items.findLast((item) => item.kind === 'viewers')
    return told?.kind === 'viewers' ? told.viewers : []
  }

  leave(): void {
    this.#source?.closed()
  }

  /** Acknowledges everything that has come. */
  catchUp(): void {
    this.holdsBack = false
    this.#ack(this.#window?.probed() ?? null)
  }

  send(item: ConsoleDown): void {
    if (this.ended) throw new Error(`${item.kind} after the end`)
    this.items.push(item)
    if (item.kind === 'snapshot') this.#begin(item)
    else if (item.kind === 'data') this.#take(item)
    else if (item.kind === 'ended') this.ended = true
  }

  close(error?: RuncibleError): void {
    this.closed = { error }
  }

  #begin(item: Extract<ConsoleDown, { kind: 'snapshot' }>): void {
    if (this.#window) this.skipped += item.offset - this.#end
    this.snapshots.push(item)
    this.#window = new ReceiveWindow(item.offset)
    this.#end = item.offset
    this.#live = []
  }

  #take({ offset, bytes }: Extract<ConsoleDown, { kind: 'data' }>): void {
    if (!this.#window) throw new Error('data before a snapshot')
    if (offset !== this.#end) throw new Error(`data at ${offset} instead of ${this.#end}`)
    if (this.#window.take(offset, bytes.length) !== 0) throw new Error('bytes came twice')
    this.#end += bytes.length
    this.received += bytes.length
    this.#live.push(bytes)
    const ack = bytes.length === 0 ? this.#window.probed() : this.#window.parsed(this.#end)
    // As over a transport: not within the sender's own call.
    if (!this.holdsBack) this.#later(() => this.#ack(ack))
  }

  #later(act: () => void): void {
    if (this.parsesIn > 0) setTimeout(act, this.parsesIn)
    else setImmediate(act)
  }

  #ack(offset: number | null): void {
    if (offset !== null) this.#source?.receive({ kind: 'ack', offset })
  }
}
