import type { Terminal } from '@xterm/xterm'
import type { Client, Stream } from '../../shared/client.ts'
import type { ConsoleDown, ConsoleTarget, ConsoleViewer } from '../../shared/contract.ts'
import type { WireError } from '../../shared/errors.ts'
import { ReceiveWindow } from '../../shared/flow.ts'
import type { TerminalSize } from '../../shared/model.ts'
import { onlyFrom, type PipeSource, PipeText } from '../../shared/pipes.ts'
import { onSent } from './typed.ts'

export type SessionState =
  | { kind: 'opening' }
  | { kind: 'live' }
  | { kind: 'ended' }
  | { kind: 'failed'; error: WireError }

/**
 * How a window takes part. owner: it types, and sets the terminal's size where no other owner did later. looking: as an
 * observer, of whom the process hears nothing, until it is clicked or typed into. watching: as an observer by choice.
 */
export type Manner = 'owner' | 'looking' | 'watching'

/** What of a process's output is shown; only pipes tell its parts apart. */
export type Shown = 'both' | PipeSource

/** For how long a process has been made to wait with its output, and since when this window knows. */
export interface HeldBack {
  forMs: number
  toldAt: number
  byYou: boolean
}

interface SessionOptions {
  target: ConsoleTarget
  manner: Manner
  /** a terminal's bytes go through as they are; pipes' are made readable first */
  terminal: boolean
  /** of pipes */
  shown: Shown
  onState(state: SessionState): void
  /** the snapshot is on the screen */
  onReplayed(): void
  /** bytes are missing: only a new stream, with a new snapshot, helps */
  onGap(): void
  onViewers(viewers: readonly ConsoleViewer[]): void
  /** of the process's terminal */
  onSize(size: TerminalSize): void
  onHeld(held: HeldBack | null): void
}

const encoder = new TextEncoder()
/** A large paste goes in pieces: one frame of it all could be larger than a connection takes. */
const INPUT_PIECE_BYTES = 64 * 1024
const NOTHING = new Uint8Array()
/** RIS: everything as it was when the terminal was made. */
const RESET = '\u001bc'
/**
 * After a glimpse, whose modes are the snapshot's, the text alone goes: the normal screen, with no origin, region, attribute and
 * insertion, and nothing on it or above. A reset would draw an empty screen at once, held picture or not.
 */
const CLEAN =
  '\u001b[?1049l\u001b[?6l\u001b[?7h\u001b[4l\u001b[r\u001b[0m\u001b[H\u001b[2J\u001b[3J'
/** What is on the screen stays there until what follows is parsed. */
const HOLD_PICTURE = '\u001b[?2026h'
const SHOW_PICTURE = '\u001b[?2026l'
/**
 * What xterm answers by itself when a program asks for its position, attributes, modes, colours or size. Only the viewer whose
 * size counts may answer: two answers to one question are keys that nobody pressed.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what answers begin with
const ANSWER = /^\u001b(\[[?>]?[\d;]*(c|R|n|t|\$y)|[\]P].*\u001b\\|\].*\u0007)$/s

/** One console's stream and the xterm that shows it, from opening until one of them closes. */
export class ConsoleSession {
  readonly #term: Terminal
  readonly #options: SessionOptions
  readonly #stream: Stream<'console'>
  readonly #stopHearing: () => void
  /** replays under way: what xterm answers to old questions must not reach the process */
  #replays = 0
  #replayed = false
  /** the screen alone is shown, its history is on the way */
  #glimpsed = false
  /** what this window has room for, as the engine was told */
  #room: TerminalSize | null = null
  #manner: Manner
  /** the process's terminal has the size of this window */
  #sets = false
  #ended = false
  #window = new ReceiveWindow(0)
  #pipes = new PipeText()
  #open = true

  constructor(client: Client, term: Terminal, options: SessionOptions) {
    this.#term = term
    this.#options = options
    this.#manner = options.manner
    options.onState({ kind: 'opening' })
    this.#stream = client.open(
      'console',
      { ...options.target, as: roleOf(options.manner) },
      {
        onDown: (item) => this.#receive(item),
        onClose: (error) => this.#closed(error ? error.toWire() : null),
      },
    )
    this.#stopHearing = onSent(term, (text, byHand) => {
      if (!options.terminal) return
      // A replay asks what was answered long ago; what is typed meanwhile is for the process all the same.
      const answers = this.#replays > 0 || (!this.#sets && ANSWER.test(text))
      if (byHand || !answers) this.input(text)
    })
  }

  /** Sends what was typed or pasted; nothing while it only watches. */
  input(text: string): void {
    this.touched()
    if (!this.#open || this.#manner === 'watching') return
    const bytes = encoder.encode(text)
    for (let from = 0; from < bytes.length; from += INPUT_PIECE_BYTES) {
      this.#stream.send({ kind: 'input', bytes: bytes.subarray(from, from + INPUT_PIECE_BYTES) })
    }
  }

  /** Somebody clicked or typed in it: who only looked is an owner now. */
  touched(): void {
    if (this.#manner === 'looking') this.become('owner')
  }

  /** An owner's size counts from now on, also where it was one before. */
  become(manner: Manner): void {
    if (!this.#open) return
    this.#manner = manner
    this.#stream.send({ kind: 'role', as: roleOf(manner) })
  }

  /**
   * xterm takes the size that its window has room for, where nobody else would be disturbed: the process has ended or has no
   * terminal, or this window's size is its terminal's. Elsewhere xterm keeps the size that the terminal has.
   */
  fitTo(room: TerminalSize): void {
    if (this.#ended || this.#sets || !this.#options.terminal)
      this.#term.resize(room.cols, room.rows)
  }

  /** Tells the engine what this window has room for, once; whether the process's terminal gets it is decided there. */
  tellRoom(room: TerminalSize): void {
    if (!this.#open || !this.#options.terminal || !this.#replayed) return
    if (this.#room && sameSize(room, this.#room)) return
    this.#room = room
    this.#stream.send({ kind: 'resize', size: room })
  }

  close(): void {
    this.#open = false
    this.#stopHearing()
    this.#stream.close()
  }

  #receive(item: ConsoleDown): void {
    if (!this.#open) return
    switch (item.kind) {
      case 'glimpse':
        this.#glimpse(item)
        return
      case 'snapshot':
        this.#replay(item)
        return
      case 'data':
        this.#write(item)
        return
      case 'resized':
        this.#follow(item.size)
        return
      case 'viewers':
        this.#meet(item.viewers)
        return
      case 'held':
        this.#options.onHeld(
          item.forMs === null
            ? null
            : { forMs: item.forMs, byYou: item.byYou, toldAt: performance.now() },
        )
        return
      case 'ended':
        this.#ended = true
        this.#options.onHeld(null)
        this.#options.onState({ kind: 'ended' })
        if (this.#room) this.fitTo(this.#room)
        return
    }
  }

  #meet(viewers: readonly ConsoleViewer[]): void {
    this.#sets = viewers.some(({ you, sets }) => you && sets)
    this.#options.onViewers(viewers)
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

  #glimpse({ size, bytes }: Extract<ConsoleDown, { kind: 'glimpse' }>): void {
    this.#paint(RESET + HOLD_PICTURE, size, bytes, () => {})
    this.#glimpsed = true
  }

  #replay({ size, bytes, offset }: Extract<ConsoleDown, { kind: 'snapshot' }>): void {
    this.#replayed = true
    this.#window = new ReceiveWindow(offset)
    this.#pipes = new PipeText()
    const before = this.#glimpsed ? HOLD_PICTURE + CLEAN : RESET + HOLD_PICTURE
    this.#glimpsed = false
    this.#paint(before, size, this.#wantedOf(bytes), () => {
      this.#ack(offset)
      this.#options.onState({ kind: 'live' })
      this.#options.onReplayed()
    })
  }

  /**
   * Instead of all there was. What takes that away goes through xterm's own queue, so that nothing written before it is parsed
   * after it; a long history does not run through the picture.
   */
  #paint(before: string, size: TerminalSize, bytes: Uint8Array, onPainted: () => void): void {
    this.#replays += 1
    this.#term.write(before, () => this.#follow(size))
    this.#term.write(bytes)
    this.#term.write(SHOW_PICTURE, () => {
      this.#replays -= 1
      if (this.#open) onPainted()
    })
  }

  /** The part of a snapshot that is shown. */
  #wantedOf(snapshot: Uint8Array): Uint8Array {
    const { terminal, shown } = this.#options
    return terminal || shown === 'both' ? snapshot : onlyFrom(shown, snapshot)
  }

  #follow(size: TerminalSize): void {
    if (!this.#open || !this.#options.terminal) return
    this.#term.resize(size.cols, size.rows)
    this.#options.onSize(size)
  }

  #ack(offset: number | null): void {
    if (offset !== null && this.#open) this.#stream.send({ kind: 'ack', offset })
  }

  #closed(error: WireError | null): void {
    this.#open = false
    this.#stopHearing()
    if (error && error.code !== 'disconnected') this.#options.onState({ kind: 'failed', error })
  }
}

const roleOf = (manner: Manner) => (manner === 'owner' ? 'owner' : 'observer')
const sameSize = (a: TerminalSize, b: TerminalSize) => a.cols === b.cols && a.rows === b.rows
