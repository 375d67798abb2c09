import type { IMarker, Terminal } from '@xterm/headless'
import { COMMAND_MARK_OSC } from '../../../shared/command-marks.ts'

/** The newest, as many as a snapshot has room for. */
const MOST = 2000

/**
 * Where commands begin in a console's history and how they ended, as the shell marks them (OSC 133): markers are not among what
 * the serialize addon writes, and who comes later wants to go from one to the next, too.
 */
export class CarriedCommands {
  readonly #terminal: Terminal
  #marks: { marker: IMarker; code: string }[] = []

  constructor(terminal: Terminal) {
    this.#terminal = terminal
    terminal.parser.registerOscHandler(133, (sequence) => {
      const [kind, code = '0'] = sequence.split(';')
      if (kind === 'A') this.#mark(0, '')
      const last = this.#living().at(-1)
      if (kind === 'D' && last?.code === '') last.code = code
      return true
    })
    // Of a snapshot that is put back.
    terminal.parser.registerOscHandler(COMMAND_MARK_OSC, (sequence) => {
      const [up, code = ''] = sequence.split(';')
      this.#mark(Number(up) || 0, code)
      return true
    })
  }

  /** What brings the marks back where the screen has just been written, the cursor at its place. */
  sequences(): string {
    const { type, baseY, cursorY } = this.#terminal.buffer.active
    if (type === 'alternate') return ''
    return this.#living()
      .map(({ marker, code }) => {
        const up = baseY + cursorY - marker.line
        return `\x1b]${COMMAND_MARK_OSC};${up};${code}\x07`
      })
      .join('')
  }

  /** `up`: lines above the cursor's. */
  #mark(up: number, code: string): void {
    const marker = this.#terminal.registerMarker(-up)
    if (marker) this.#marks = [...this.#living(), { marker, code }].slice(-MOST)
  }

  /** Those whose line is still in the history. */
  #living() {
    return this.#marks.filter(({ marker }) => !marker.isDisposed && marker.line >= 0)
  }
}
