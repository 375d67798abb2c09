import serialize from '@xterm/addon-serialize'
import headless from '@xterm/headless'
import type { TerminalSize } from '../../../shared/model.ts'
import { CarriedModes } from './carried-modes.ts'

/** Lines of history that a snapshot holds, above the screen. */
export const SCROLLBACK = 10_000
/** The parser gives way only between writes; this many bytes take it some milliseconds. */
const SLICE = 64 * 1024

/**
 * A terminal without a window, that keeps what a console shows. It never answers: the replies that it would give to
 * queries (cursor position, attributes) go nowhere, since a viewer's terminal has given them already.
 */
export class Screen {
  readonly #terminal: InstanceType<typeof headless.Terminal>
  readonly #serializer = new serialize.SerializeAddon()
  readonly #modes: CarriedModes

  constructor(size: TerminalSize) {
    this.#terminal = new headless.Terminal({
      ...size,
      scrollback: SCROLLBACK,
      allowProposedApi: true,
      logLevel: 'off',
    })
    this.#modes = new CarriedModes(this.#terminal)
    // The addon is typed for the terminal with a window; it works on both.
    this.#terminal.loadAddon(this.#serializer as never)
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
  }

  /** Screen, history and modes as escape sequences, for a terminal of the same size that was just reset. */
  serialize(): Uint8Array {
    const text = this.#serializer.serialize({ scrollback: SCROLLBACK }) + this.#modes.sequences()
    return new TextEncoder().encode(text)
  }

  dispose(): void {
    this.#terminal.dispose()
  }
}
