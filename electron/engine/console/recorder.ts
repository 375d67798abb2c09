import { setImmediate as nextTurn } from 'node:timers/promises'
import { Mutex } from 'async-mutex'
import type { TerminalSize } from '../../../shared/model.ts'
import type { PipeSource } from '../../../shared/pipes.ts'
import { type ConsoleText, lastOfPipes } from './console-text.ts'
import type { Piece } from './log.ts'
import { pipeSnapshot } from './pipe-snapshot.ts'
import { type Located, Ring } from './ring.ts'
import { Screen } from './screen.ts'

/** Raw bytes that are kept, and with it how far a viewer may lag before it needs a new snapshot. */
export const RING_BYTES = 4 * 1024 * 1024
/** Bytes that may wait for the headless terminal; a console that never wrote more and is not looked at has none. */
const BACKLOG_BYTES = 512 * 1024
const TICK_MS = 50
const SLICE = 64 * 1024
const LINE_FEED = 0x0a

/** Many that have flooded would parse in turn, and leave no time between: one at a time does so unasked. */
const inBackground = new Mutex()

/** What a terminal or a pipe's viewer needs to show all there was up to `offset`. */
export interface ConsoleSnapshot {
  offset: number
  size: TerminalSize
  bytes: Uint8Array
}

/** What the screen shows, without what was there before. */
export interface Glimpse {
  size: TerminalSize
  bytes: Uint8Array
}

/** What was there before recording began. */
export interface History {
  /** what must have passed before it can be read; nothing is recorded until then */
  ready?: Promise<void>
  /** at the first need, and again after rest() */
  read(): Piece[]
}

export interface RecorderOptions {
  terminal: boolean
  size: TerminalSize
  history?: History
  /** offset of the oldest byte that somebody still wants to read() */
  wanted?: () => number
  /** Output comes in such masses that the headless terminal is left out: they must not pay for it. */
  floods?: () => boolean
}

/**
 * The output of one console, bounded: the last raw bytes by offset, and what a viewer who comes late must see. For a
 * terminal that is the state of a headless one, fed when there is time or need, and created only then; for pipes it
 * is text, and the raw bytes are enough. Where feeding lags hopelessly, the oldest bytes go and the terminal begins
 * afresh with what is left.
 */
export class Recorder {
  readonly #options: RecorderOptions
  readonly #ring = new Ring(RING_BYTES)
  readonly #mutex = new Mutex()
  #size: TerminalSize
  /** the size that the screen has, or would have, at #fed */
  #fedSize: TerminalSize
  #resizes: { offset: number; size: TerminalSize }[] = []
  #screen: Screen | null = null
  /** stands in for the history once the screen was put away */
  #rested: Uint8Array | null = null
  /** up to here the screen has parsed */
  #fed = 0
  #timer: NodeJS.Timeout | null = null
  #disposed = false

  constructor(options: RecorderOptions) {
    this.#options = options
    this.#size = options.size
    this.#fedSize = options.size
  }

  get size(): TerminalSize {
    return this.#size
  }

  /** offset of the oldest byte that read() still has */
  get start(): number {
    return this.#ring.start
  }

  /** offset behind the newest byte */
  get end(): number {
    return this.#ring.end
  }

  append(source: PipeSource, bytes: Uint8Array): void {
    this.#ring.append(source, bytes)
    if (this.#options.terminal && this.#backlog > BACKLOG_BYTES) this.#feedLater()
  }

  resize(size: TerminalSize): void {
    this.#size = size
    if (this.#options.terminal) this.#resizes.push({ offset: this.#ring.end, size })
  }

  /** At most `max` bytes from `offset` on, of one source; null where there are none yet, or no more. */
  read(offset: number, max: number): Located | null {
    return this.#ring.read(offset, max)
  }

  /**
   * All there was up to now. Resolves at once for pipes, and for terminals when the headless one has parsed it.
   * @param onGlimpse is given the screen alone before its history is gathered, where there is one: that takes tens of ms
   */
  snapshot(onGlimpse?: (glimpse: Glimpse) => void): Promise<ConsoleSnapshot> {
    return this.#mutex.runExclusive(async () => {
      await this.#options.history?.ready
      if (!this.#options.terminal) return this.#pipeSnapshot()
      const screen = await this.#feed(this.#ring.end)
      const bytes = onGlimpse && screen.glimpse()
      if (bytes) {
        onGlimpse({ size: this.#fedSize, bytes })
        await nextTurn()
      }
      return { offset: this.#fed, size: this.#fedSize, bytes: await screen.serialize() }
    })
  }

  /** What it shows now, to be kept. */
  async text(): Promise<ConsoleText> {
    return this.#mutex.runExclusive(async () => {
      await this.#options.history?.ready
      if (!this.#options.terminal) {
        const { size, bytes } = this.#pipeSnapshot()
        return { size, screen: null, lastLines: lastOfPipes(bytes) }
      }
      const screen = await this.#feed(this.#ring.end)
      return { size: this.#fedSize, screen: screen.alone(), lastLines: screen.lastLines() }
    })
  }

  /** Nobody looks any more: the headless terminal (up to 1 KB a line) is put away as text, or for the log to give. */
  async rest(): Promise<void> {
    if (!this.#screen) return
    await this.#mutex.runExclusive(async () => {
      if (this.#disposed) return
      const screen = await this.#feed(this.#ring.end)
      if (this.#fed > 0) this.#rested = await screen.serialize()
      this.#drop()
      this.#forgetFed()
    })
  }

  dispose(): void {
    this.#disposed = true
    if (this.#timer) clearTimeout(this.#timer)
    this.#drop()
  }

  get #backlog(): number {
    return this.#ring.end - this.#fed
  }

  #drop(): void {
    this.#screen?.dispose()
    this.#screen = null
  }

  #pipeSnapshot(): ConsoleSnapshot {
    const { start, end } = this.#ring
    const pieces: Piece[] = start === 0 ? (this.#options.history?.read() ?? []) : []
    for (let at = start; at < end; ) {
      const piece = this.#ring.read(at, end - at)
      if (!piece) break
      pieces.push(piece)
      at += piece.bytes.length
    }
    return { offset: end, size: this.#size, bytes: pipeSnapshot(pieces) }
  }

  /** Feeds the backlog bit by bit while there is no flood. */
  #feedLater(): void {
    if (this.#timer || this.#disposed) return
    this.#timer = setTimeout(async () => {
      if (!this.#options.floods?.()) await inBackground.runExclusive(() => this.#feedSlices())
      this.#timer = null
      if (this.#backlog > 0) this.#feedLater()
    }, TICK_MS)
    this.#timer.unref()
  }

  /** For one tick, giving way to whoever waits for a snapshot. */
  async #feedSlices(): Promise<void> {
    for (const end = Date.now() + TICK_MS; this.#backlog > 0 && Date.now() < end; ) {
      if (this.#disposed) return
      await this.#mutex.runExclusive(() => this.#feed(Math.min(this.#ring.end, this.#fed + SLICE)))
    }
    this.#forgetFed()
  }

  /** Raw bytes that the screen has seen and no viewer waits for. */
  #forgetFed(): void {
    this.#ring.dropBefore(Math.min(this.#fed, this.#options.wanted?.() ?? this.#fed))
  }

  /** Has the screen parse everything up to `offset`. Only within the mutex. */
  async #feed(offset: number): Promise<Screen> {
    for (;;) {
      const screen = await this.#readyScreen()
      if (this.#resizes[0] && this.#resizes[0].offset <= this.#fed)
        screen.resize(this.#sizeAt(this.#fed))
      const piece = this.#ring.read(this.#fed, this.#sliceUpTo(offset))
      if (!piece) return screen
      this.#fed += piece.bytes.length
      await screen.write(piece.bytes)
    }
  }

  /** Bytes to feed now: up to `offset`, to the next resize, a slice. */
  #sliceUpTo(offset: number): number {
    const border = Math.min(offset, this.#resizes[0]?.offset ?? offset)
    return Math.max(0, Math.min(SLICE, border - this.#fed))
  }

  /** The screen; a new one where there is none, or where bytes that it has not seen are gone. */
  async #readyScreen(): Promise<Screen> {
    const lost = this.#fed < this.#ring.start
    if (this.#screen && !lost) return this.#screen
    this.#drop()
    const screen = new Screen(lost ? this.#sizeAt(this.#ring.start) : this.#fedSize)
    this.#screen = screen
    if (lost) {
      this.#rested = null
      this.#fed = this.#lineStart(this.#ring.start)
    } else if (this.#rested) await screen.write(this.#rested)
    else if (this.#fed === 0) await this.#writeHistory(screen)
    return screen
  }

  /** In the sizes in which it was laid out. */
  async #writeHistory(screen: Screen): Promise<void> {
    let together: Uint8Array[] = []
    for (const { size, bytes } of this.#options.history?.read() ?? []) {
      if (size) {
        await screen.write(Buffer.concat(together))
        together = []
        screen.resize(size)
      }
      together.push(bytes)
    }
    await screen.write(Buffer.concat(together))
    screen.resize(this.#fedSize)
  }

  /** The size that the terminal had at `offset`; resizes up to there are done with. */
  #sizeAt(offset: number): TerminalSize {
    while (this.#resizes[0] && this.#resizes[0].offset <= offset)
      this.#fedSize = this.#resizes.shift()?.size ?? this.#fedSize
    return this.#fedSize
  }

  /** The first beginning of a line behind `offset`, so that no sequence is cut in two; `offset` where none is near. */
  #lineStart(offset: number): number {
    const next = this.#ring.read(offset, SLICE)?.bytes.indexOf(LINE_FEED) ?? -1
    return next < 0 ? offset : offset + next + 1
  }
}
