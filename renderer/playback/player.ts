import type { SerializeAddon } from '@xterm/addon-serialize'
import type { Terminal } from '@xterm/xterm'
import type { TerminalSize } from '../../shared/model.ts'
import type { Timeline } from './timeline.ts'

/** After so much output a screen is kept: going back begins at the nearest one. */
const KEYFRAME_CHARACTERS = 128 * 1024
/** Lines above the screen that a kept one has. */
const KEYFRAME_SCROLLBACK = 500
/** RIS: everything as it was when the terminal was made. */
const RESET = '\u001bc'

/** The terminal as it was after so many events. */
interface Keyframe {
  index: number
  size: TerminalSize
  text: string
}

/** Shows a recording's screen at any of its times. */
export class Player {
  readonly #term: Terminal
  readonly #serializer: SerializeAddon
  readonly #timeline: Timeline
  readonly #keyframes: Keyframe[]
  #index = 0
  #sinceKeyframe = 0
  #turn: Promise<void> = Promise.resolve()
  #wanted = 0

  /** `size`: at its beginning. */
  constructor(term: Terminal, serializer: SerializeAddon, timeline: Timeline, size: TerminalSize) {
    this.#term = term
    this.#serializer = serializer
    this.#timeline = timeline
    this.#keyframes = [{ index: 0, size, text: '' }]
    void this.#enter(() => this.#restore(this.#keyframes[0] as Keyframe))
  }

  /** Resolves once the screen is as it was at `at`, or somebody has asked for another time meanwhile. */
  seek(at: number): Promise<void> {
    const wish = ++this.#wanted
    return this.#enter(() =>
      wish === this.#wanted ? this.#goTo(this.#timeline.indexAt(at)) : undefined,
    )
  }

  /** One after the other: each begins with what the one before has left. */
  #enter(work: () => Promise<void> | undefined): Promise<void> {
    this.#turn = this.#turn.then(work)
    return this.#turn
  }

  async #goTo(index: number): Promise<void> {
    const nearest = this.#keyframes.findLast((frame) => frame.index <= index)
    if (nearest && (index < this.#index || nearest.index > this.#index))
      await this.#restore(nearest)
    while (this.#index < index) {
      const event = this.#timeline.events[this.#index]
      if (event?.kind === 'resize') this.#term.resize(event.size.cols, event.size.rows)
      if (event?.kind === 'output') await this.#write(this.#outputUntil(index))
      else this.#index += 1
      if (this.#sinceKeyframe >= KEYFRAME_CHARACTERS) this.#keep()
    }
  }

  /** What is written from here on without anything between, at most up to where a screen is to be kept; goes past it. */
  #outputUntil(index: number): string {
    const texts: string[] = []
    for (; this.#index < index && this.#sinceKeyframe < KEYFRAME_CHARACTERS; this.#index += 1) {
      const event = this.#timeline.events[this.#index]
      if (event?.kind !== 'output') break
      texts.push(event.text)
      this.#sinceKeyframe += event.text.length
    }
    return texts.join('')
  }

  async #restore({ index, size, text }: Keyframe): Promise<void> {
    await this.#write(RESET)
    this.#term.resize(size.cols, size.rows)
    await this.#write(text)
    this.#index = index
    this.#sinceKeyframe = 0
  }

  #keep(): void {
    this.#sinceKeyframe = 0
    if ((this.#keyframes.at(-1)?.index ?? 0) >= this.#index) return
    const { cols, rows } = this.#term
    const text = this.#serializer.serialize({ scrollback: KEYFRAME_SCROLLBACK })
    this.#keyframes.push({ index: this.#index, size: { cols, rows }, text })
  }

  #write(text: string): Promise<void> {
    return new Promise((resolve) => this.#term.write(text, resolve))
  }
}
