import type { IMarker, Terminal } from '@xterm/xterm'
import { type CommandMark, CommandMarks } from '../../shared/command-marks.ts'

/** The commands of a terminal, a line of each at the left edge: grey, or red where it failed; and the way from one to the next. */
export class ShownCommands {
  readonly #term: Terminal
  readonly #marks: CommandMarks<IMarker>

  constructor(term: Terminal) {
    this.#term = term
    this.#marks = new CommandMarks<IMarker>(term, (mark) => this.#draw(mark))
  }

  get count(): number {
    return this.#marks.living().length
  }

  /** Brings the command before (-1) or after (1) the top of the screen into sight; false where there is none. */
  jump(direction: -1 | 1): boolean {
    const top = this.#term.buffer.active.viewportY
    const lines = this.#marks.living().map(({ marker }) => marker.line)
    const to =
      direction === -1
        ? lines.findLast((line) => line < top)
        : lines.find((line) => line > top && top < this.#term.buffer.active.baseY)
    if (to === undefined) return false
    this.#term.scrollToLine(to)
    return true
  }

  dispose(): void {
    this.#marks.dispose()
  }

  #draw({ marker, code }: CommandMark<IMarker>): void {
    const failed = code !== 0
    const decoration = this.#term.registerDecoration({
      marker,
      x: 0,
      width: 1,
      ...(failed && { overviewRulerOptions: { color: '#c9403a', position: 'left' as const } }),
    })
    decoration?.onRender((element) => {
      element.dataset.command = failed ? 'failed' : 'done'
    })
  }
}
