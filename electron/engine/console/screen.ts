import serialize from '@xterm/addon-serialize'
import headless from '@xterm/headless'
import type { TerminalSize } from '../../../shared/model.ts'
import { CarriedModes } from './carried-modes.ts'

/** Lines of history that a snapshot holds, above the screen. */
export const SCROLLBACK = 10_000

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

  /** Resolves once all of it is parsed. */
  write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve) => this.#terminal.write(bytes, resolve))
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
