import type { IDisposable, IMarker, Terminal } from '@xterm/xterm'
import { COMMAND_MARK_OSC } from '../../shared/command-marks.ts'

/** As many prompts as are kept: a history of that many lines can hold no more. */
const MOST = 10_000

/** A prompt that the shell has marked, with the exit code of the command that was entered at it, once that has ended. */
interface CommandMark {
  marker: IMarker
  code: number | null
}

/**
 * Where commands begin, as the shell tells by OSC 133 (FinalTerm's sequences: A before the prompt, D;code after a command).
 * A line of each at the left edge: grey, or red where it failed.
 */
export class CommandMarks {
  readonly #term: Terminal
  readonly #listening: IDisposable[]
  #marks: CommandMark[] = []

  constructor(term: Terminal) {
    this.#term = term
    this.#listening = [
      term.parser.registerOscHandler(133, (sequence) => {
        const [kind, code] = sequence.split(';')
        if (kind === 'A') this.#begin(0)
        else if (kind === 'D') this.#end(code)
        return true
      }),
      // Of a snapshot: what was marked before this window looked.
      term.parser.registerOscHandler(COMMAND_MARK_OSC, (sequence) => {
        const [up, code] = sequence.split(';')
        this.#begin(Number(up) || 0)
        if (code) this.#end(code)
        return true
      }),
    ]
  }

  get count(): number {
    return this.#living().length
  }

  /** Brings the command before (-1) or after (1) the top of the screen into sight; false where there is none. */
  jump(direction: -1 | 1): boolean {
    const top = this.#term.buffer.active.viewportY
    const lines = this.#living().map(({ marker }) => marker.line)
    const to =
      direction === -1
        ? lines.findLast((line) => line < top)
        : lines.find((line) => line > top && top < this.#term.buffer.active.baseY)
    if (to === undefined) return false
    this.#term.scrollToLine(to)
    return true
  }

  dispose(): void {
    for (const listening of this.#listening) listening.dispose()
    for (const { marker } of this.#marks) marker.dispose()
    this.#marks = []
  }

  /** `up`: lines above the cursor's. */
  #begin(up: number): void {
    const marker = this.#term.registerMarker(-up)
    if (!marker) return
    this.#marks = [...this.#living(), { marker, code: null }].slice(-MOST)
  }

  /** The code is of what was entered at the last prompt: the next one comes after it. */
  #end(code: string | undefined): void {
    const mark = this.#living().at(-1)
    if (!mark || mark.code !== null) return
    mark.code = Number.parseInt(code ?? '0', 10) || 0
    const failed = mark.code !== 0
    const decoration = this.#term.registerDecoration({
      marker: mark.marker,
      x: 0,
      width: 1,
      ...(failed && { overviewRulerOptions: { color: '#c9403a', position: 'left' as const } }),
    })
    decoration?.onRender((element) => {
      element.dataset.command = failed ? 'failed' : 'done'
    })
  }

  /** Those whose line is still in the history. */
  #living(): CommandMark[] {
    return this.#marks.filter(({ marker }) => !marker.isDisposed && marker.line >= 0)
  }
}
