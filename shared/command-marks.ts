/**
 * A sequence of our own, `7133;UP;CODE`, by which a snapshot of a console carries where commands began: UP lines above the
 * cursor's, ended with exit code CODE, or not ended yet where that is empty. A program that writes it sets marks, and no more.
 */
const CARRIED = 7133
/** What shells write (FinalTerm's sequences): A before the prompt, D;code after a command. */
const FINAL_TERM = 133
/** The newest prompts that are kept: a program may write them without end. */
const MOST = 2000

/** As much of an xterm's marker as is needed, with or without a window. */
interface Marker {
  readonly line: number
  readonly isDisposed: boolean
  dispose(): void
}

/** As much of an xterm. */
interface Marking<M extends Marker> {
  readonly parser: {
    registerOscHandler(ident: number, heed: (data: string) => boolean): { dispose(): void }
  }
  readonly buffer: {
    readonly active: { readonly type: string; readonly baseY: number; readonly cursorY: number }
  }
  registerMarker(cursorYOffset?: number): M | undefined
}

/** A prompt that the shell has marked, with the exit code of the command that was entered at it, once that has ended. */
export interface CommandMark<M extends Marker = Marker> {
  marker: M
  code: number | null
}

/**
 * Where commands begin in a terminal, as its shell tells by OSC 133; of a line one, of all the newest. A terminal that is put
 * together from a snapshot has those of the snapshot.
 */
export class CommandMarks<M extends Marker> {
  readonly #terminal: Marking<M>
  readonly #ended: (mark: CommandMark<M>) => void
  readonly #listening: { dispose(): void }[]
  #marks: CommandMark<M>[] = []

  /** `ended` hears of each command that has. */
  constructor(terminal: Marking<M>, ended: (mark: CommandMark<M>) => void = () => {}) {
    this.#terminal = terminal
    this.#ended = ended
    this.#listening = [
      terminal.parser.registerOscHandler(FINAL_TERM, (sequence) => {
        const [kind, code = ''] = sequence.split(';')
        if (kind === 'A') this.#begin(0)
        else if (kind === 'D') this.#end(code)
        return true
      }),
      terminal.parser.registerOscHandler(CARRIED, (sequence) => {
        const [up, code] = sequence.split(';')
        this.#begin(Number(up) || 0)
        if (code) this.#end(code)
        return true
      }),
    ]
  }

  /** Those whose line is still in the history, oldest first. */
  living(): readonly CommandMark<M>[] {
    this.#marks = this.#marks.filter(isLiving)
    return this.#marks
  }

  /** What brings them back where the screen has just been written, the cursor at its place; on the alternate one there are none. */
  sequences(): string {
    const { type, baseY, cursorY } = this.#terminal.buffer.active
    if (type === 'alternate') return ''
    return this.living()
      .map(
        ({ marker, code }) => `\x1b]${CARRIED};${baseY + cursorY - marker.line};${code ?? ''}\x07`,
      )
      .join('')
  }

  dispose(): void {
    for (const listening of this.#listening) listening.dispose()
    for (const { marker } of this.#marks.splice(0)) marker.dispose()
  }

  /** `up`: lines above the cursor's. A prompt that is drawn again on its line takes the place of the one before. */
  #begin(up: number): void {
    const { baseY, cursorY } = this.#terminal.buffer.active
    const last = this.#marks.at(-1)
    if (last?.marker.line === baseY + cursorY - up) this.#marks.pop()?.marker.dispose()
    const marker = this.#terminal.registerMarker(-up)
    if (!marker) return
    this.#marks.push({ marker, code: null })
    if (this.#marks.length > MOST) this.#marks.shift()?.marker.dispose()
  }

  /** The code is of what was entered at the last prompt: the next one comes after it. */
  #end(code: string): void {
    const mark = this.#marks.at(-1)
    if (!mark || mark.code !== null || !isLiving(mark)) return
    mark.code = Number.parseInt(code, 10) || 0
    this.#ended(mark)
  }
}

const isLiving = ({ marker }: CommandMark) => !marker.isDisposed && marker.line >= 0
