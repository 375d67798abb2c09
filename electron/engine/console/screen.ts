import serialize from '@xterm/addon-serialize'
import unicode from '@xterm/addon-unicode11'
import headless, { type IMarker } from '@xterm/headless'
import { CommandMarks } from '../../../shared/command-marks.ts'
import type { TerminalSize } from '../../../shared/model.ts'
import { CarriedModes } from './carried-modes.ts'
import { LAST_LINES, lastOf } from './console-text.ts'
import { serializeInPieces } from './serialize-in-pieces.ts'

/** Lines of history that a snapshot holds, above the screen. */
export const SCROLLBACK = 10_000
/** The parser gives way only between writes; this many bytes take it some milliseconds. */
const SLICE = 64 * 1024
/**
 * How the serialize addon goes over to the alternate screen. What it writes there begins without attributes, but it leaves those
 * of the normal screen's cursor on: they would colour all up to the first change.
 */
const TO_ALTERNATE = '\x1b[?1049h\x1b[H'
const PLAIN = '\x1b[0m'

/** More of a title is not carried: a program may give itself one without end. */
const TITLE_CHARS = 1000
const encoder = new TextEncoder()

/** What of xterm it does not show. */
interface Internals {
  _core: {
    buffers: {
      alt: {
        lines: {
          length: number
          get(y: number): { resize(cols: number, fill: unknown): void } | undefined
        }
        getNullCell(): unknown
      }
    }
  }
}

/**
 * A terminal without a window, that keeps what a console shows. It never answers: the replies that it would give to
 * queries (cursor position, attributes) go nowhere, since a viewer's terminal has given them already.
 */
export class Screen {
  readonly #terminal: InstanceType<typeof headless.Terminal>
  readonly #serializer = new serialize.SerializeAddon()
  readonly #modes: CarriedModes
  readonly #commands: CommandMarks<IMarker>

  /** that the program gave itself last */
  #title = ''

  constructor(size: TerminalSize) {
    this.#terminal = new headless.Terminal({
      ...size,
      scrollback: SCROLLBACK,
      allowProposedApi: true,
      logLevel: 'off',
    })
    this.#modes = new CarriedModes(this.#terminal)
    this.#commands = new CommandMarks(this.#terminal)
    // xterm's parser lets no control character into a title.
    this.#terminal.onTitleChange((title) => {
      this.#title = title.slice(0, TITLE_CHARS)
    })
    // The addon is typed for the terminal with a window; it works on both.
    this.#terminal.loadAddon(this.#serializer as never)
    // As the window's: where a character's width differs, so do the cells behind it.
    this.#terminal.loadAddon(new unicode.Unicode11Addon() as never)
    this.#terminal.unicode.activeVersion = '11'
  }

  /** Resolves once all of it is parsed; between slices others get their turn. */
  write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      for (let from = 0; from + SLICE < bytes.length; from += SLICE)
        this.#terminal.write(bytes.subarray(from, from + SLICE))
      const rest = bytes.length === 0 ? 0 : Math.floor((bytes.length - 1) / SLICE) * SLICE
      this.#terminal.write(bytes.subarray(rest), resolve)
    })
  }

  resize({ cols, rows }: TerminalSize): void {
    this.#terminal.resize(cols, rows)
    this.#trimAlternate(cols)
  }

  /**
   * Screen, history and modes as escape sequences, for a terminal of the same size that was just reset. Nothing may be written
   * meanwhile: a long history is gone through in pieces, and between them others get their turn.
   */
  async serialize(): Promise<Uint8Array> {
    const { rows, buffer } = this.#terminal
    const lines = buffer.normal
    const text = await serializeInPieces({
      lines,
      rows,
      range: (start, end) =>
        this.#serializer.serialize({
          range: { start, end },
          excludeAltBuffer: true,
          excludeModes: true,
        }),
      from: (line) => this.#sequences(lines.length - rows - line),
    })
    return encoder.encode(text + this.#commands.sequences() + this.#titleSequence())
  }

  /** The last lines of what it shows, as they read. */
  lastLines(): string[] {
    const { active } = this.#terminal.buffer
    const end = active.baseY + this.#terminal.rows
    const from = Math.max(0, end - this.#terminal.rows - LAST_LINES)
    return lastOf(
      Array.from({ length: end - from }, (_, n) =>
        (active.getLine(from + n)?.translateToString(true) ?? '').trimEnd(),
      ),
    )
  }

  /** What is on the screen alone, in a small part of the time; null where there is no history to leave out. */
  glimpse(): Uint8Array | null {
    if (this.#terminal.buffer.normal.baseY === 0) return null
    return encoder.encode(this.#sequences(0))
  }

  #sequences(scrollback: number): string {
    const text = this.#serializer
      .serialize({ scrollback })
      .replace(TO_ALTERNATE, TO_ALTERNATE + PLAIN)
    return text + this.#cursorSequence() + this.#modes.sequences()
  }

  #titleSequence(): string {
    return this.#title && `\x1b]2;${this.#title}\x07`
  }

  /** The addon counts its way back to the cursor, and is one off where the last line is full, as full-screen programs' are. */
  #cursorSequence(): string {
    const { type, cursorX, cursorY } = this.#terminal.buffer.active
    const waitsToWrap = cursorX >= this.#terminal.cols
    if (type === 'normal' || waitsToWrap || this.#terminal.modes.originMode) return ''
    return `\x1b[${cursorY + 1};${cursorX + 1}H`
  }

  /** xterm leaves the alternate screen's lines as long as they were, and the addon writes what lies beyond the edge, too. */
  #trimAlternate(cols: number): void {
    const { alt } = (this.#terminal as unknown as Internals)._core.buffers
    for (let y = 0; y < alt.lines.length; y++) alt.lines.get(y)?.resize(cols, alt.getNullCell())
  }

  dispose(): void {
    this.#terminal.dispose()
  }
}
