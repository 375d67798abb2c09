import type { Terminal } from '@xterm/headless'

/** Private modes (DECSET) that the serialize addon leaves out, and how they are at a reset. */
const PRIVATE_MODES = new Map([
  [25, true], // cursor shown
  [1006, false], // mouse reports as SGR
  [1016, false], // mouse reports in pixels
])

/**
 * What the serialize addon forgets and a program that is attached to again relies on: whether the cursor is shown, its
 * style, how the mouse reports, the scroll region.
 */
export class CarriedModes {
  readonly #terminal: Terminal
  readonly #changed = new Map<number, boolean>()
  #cursorStyle = 0
  #region: { top: number; bottom: number } | null = null

  constructor(terminal: Terminal) {
    this.#terminal = terminal
    const { parser } = terminal
    // `false` lets the terminal's own handler do its work too.
    parser.registerCsiHandler({ prefix: '?', final: 'h' }, (params) => this.#set(params, true))
    parser.registerCsiHandler({ prefix: '?', final: 'l' }, (params) => this.#set(params, false))
    parser.registerCsiHandler({ intermediates: ' ', final: 'q' }, ([style]) => {
      this.#cursorStyle = typeof style === 'number' ? style : 0
      return false
    })
    parser.registerCsiHandler({ final: 'r' }, (params) => this.#scroll(params))
    parser.registerCsiHandler({ intermediates: '!', final: 'p' }, () => this.#reset())
    parser.registerEscHandler({ final: 'c' }, () => this.#reset())
    terminal.onResize(() => {
      this.#region = null
    })
  }

  /** The sequences that bring these modes back, to be written last. */
  sequences(): string {
    const modes = [...this.#changed].map(([mode, on]) => `\x1b[?${mode}${on ? 'h' : 'l'}`)
    const style = this.#cursorStyle ? `\x1b[${this.#cursorStyle} q` : ''
    return modes.join('') + style + this.#regionSequence()
  }

  /** Setting a region sends the cursor home, so its place follows. */
  #regionSequence(): string {
    if (!this.#region || this.#terminal.modes.originMode) return ''
    const { cursorX, cursorY } = this.#terminal.buffer.active
    const { top, bottom } = this.#region
    return `\x1b[${top};${bottom}r\x1b[${cursorY + 1};${cursorX + 1}H`
  }

  #set(params: (number | number[])[], on: boolean): boolean {
    for (const mode of params) {
      if (typeof mode !== 'number') continue
      const initial = PRIVATE_MODES.get(mode)
      if (initial === on) this.#changed.delete(mode)
      else if (initial !== undefined) this.#changed.set(mode, on)
    }
    return false
  }

  #scroll([first, last]: (number | number[])[]): boolean {
    const top = typeof first === 'number' && first > 0 ? first : 1
    const bottom = typeof last === 'number' && last > 0 ? last : this.#terminal.rows
    const whole = top === 1 && bottom >= this.#terminal.rows
    this.#region = whole || bottom <= top ? null : { top, bottom }
    return false
  }

  #reset(): boolean {
    this.#changed.clear()
    this.#cursorStyle = 0
    this.#region = null
    return false
  }
}
