import type { Terminal } from '@xterm/xterm'
import type { Client, Stream } from '../../shared/client.ts'
import type { ConsoleDown, ConsoleTarget } from '../../shared/contract.ts'
import type { WireError } from '../../shared/errors.ts'
import { ReceiveWindow } from '../../shared/flow.ts'
import type { TerminalSize } from '../../shared/model.ts'
import { onlyFrom, type PipeSource, PipeText } from '../../shared/pipes.ts'

export type SessionState =
  | { kind: 'opening' }
  | { kind: 'live' }
  | { kind: 'ended' }
  | { kind: 'failed'; error: WireError }

/** What of a process's output is shown; only pipes tell its parts apart. */
export type Shown = 'both' | PipeSource

interface SessionOptions {
  target: ConsoleTarget
  /** a terminal's bytes go through as they are; pipes' are made readable first */
  terminal: boolean
  /** of pipes */
  shown: Shown
  onState(state: SessionState): void
  /** the snapshot is on the screen */
  onReplayed(): void
  /** bytes are missing: only a new stream, with a new snapshot, helps */
  onGap(): void
}

const encoder = new TextEncoder()
/** A large paste goes in pieces: one frame of it all could be larger than a connection takes. */
const INPUT_PIECE_BYTES = 64 * 1024
const NOTHING = new Uint8Array()
/** RIS: everything as it was when the terminal was made. */
const RESET = '\u001bc'

/** One console's stream and the xterm that shows it, from opening until one of them closes. */
export class ConsoleSession {
  readonly #term: Terminal
  readonly #options: SessionOptions
  readonly #stream: Stream<'console'>
  readonly #typing: { dispose(): void }
  /** replays under way: what xterm answers to old questions must not reach the process */
  #replays = 0
  #size: TerminalSize | null = null
  #window = new ReceiveWindow(0)
  #pipes = new PipeText()
  #open = true

  constructor(client: Client, term: Terminal, options: SessionOptions) {
    this.#term = term
    this.#options = options
    options.onState({ kind: 'opening' })
    this.#stream = client.open('console', options.target, {
      onDown: (item) => this.#receive(item),
      onClose: (error) => this.#closed(error ? error.toWire() : null),
    })
    this.#typing = term.onData((text) => {
      if (this.#replays === 0 && options.terminal) this.input(text)
    })
  }

  /** Sends what was typed or pasted. */
  input(text: string): void {
    if (!this.#open) return
    const bytes = encoder.encode(text)
    for (let from = 0; from < bytes.length; from += INPUT_PIECE_BYTES) {
      this.#stream.send({ kind: 'input', bytes: bytes.subarray(from, from + INPUT_PIECE_BYTES) })
    }
  }

  /** Tells the process's terminal its size; nothing where it has that already, or is none. */
  resize(size: TerminalSize): void {
    if (!this.#open || !this.#options.terminal || !this.#size || sameSize(size, this.#size)) return
    this.#size = size
    this.#stream.send({ kind: 'resize', size })
  }

  close(): void {
    this.#open = false
    this.#typing.dispose()
    this.#stream.close()
  }

  #receive(item: ConsoleDown): void {
    if (!this.#open) return
    switch (item.kind) {
      case 'snapshot':
        this.#replay(item)
        return
      case 'data':
        this.#write(item)
        return
      case 'resized':
        this.#follow(item.size)
        return
      case 'ended':
        this.#options.onState({ kind: 'ended' })
        return
    }
  }

  /** New bytes to the screen; those of them that came before are left out, a probe (no bytes) is answered. */
  #write({ offset, source, bytes }: Extract<ConsoleDown, { kind: 'data' }>): void {
    const window = this.#window
    if (bytes.length === 0) {
      this.#ack(window.probed())
      return
    }
    const known = window.take(offset, bytes.length)
    if (known === 'gap') {
      this.#options.onGap()
      return
    }
    this.#term.write(this.#visible(source, bytes.subarray(known)), () =>
      this.#ack(window.parsed(offset + bytes.length)),
    )
  }

  /** New bytes as they go to the screen: what was not chosen leaves nothing, and is acknowledged all the same. */
  #visible(source: PipeSource, bytes: Uint8Array): Uint8Array {
    const { terminal, shown } = this.#options
    if (terminal) return bytes
    if (shown === 'both') return this.#pipes.convert(source, bytes)
    return this.#pipes.convert('stdout', shown === source ? bytes : NOTHING)
  }

  /** The reset goes through xterm's own queue, so that nothing written before it is parsed after it. */
  #replay({ size, bytes, offset }: Extract<ConsoleDown, { kind: 'snapshot' }>): void {
    this.#replays += 1
    this.#window = new ReceiveWindow(offset)
    this.#pipes = new PipeText()
    this.#term.write(RESET, () => this.#follow(size))
    this.#term.write(this.#wantedOf(bytes), () => {
      this.#replays -= 1
      if (!this.#open) return
      this.#ack(offset)
      this.#options.onState({ kind: 'live' })
      this.#options.onReplayed()
    })
  }

  /** The part of a snapshot that is shown. */
  #wantedOf(snapshot: Uint8Array): Uint8Array {
    const { terminal, shown } = this.#options
    return terminal || shown === 'both' ? snapshot : onlyFrom(shown, snapshot)
  }

  #follow(size: TerminalSize): void {
    this.#size = size
    if (this.#open && this.#options.terminal) this.#term.resize(size.cols, size.rows)
  }

  #ack(offset: number | null): void {
    if (offset !== null && this.#open) this.#stream.send({ kind: 'ack', offset })
  }

  #closed(error: WireError | null): void {
    this.#open = false
    this.#typing.dispose()
    if (error && error.code !== 'disconnected') this.#options.onState({ kind: 'failed', error })
  }
}

const sameSize = (a: TerminalSize, b: TerminalSize) => a.cols === b.cols && a.rows === b.rows
