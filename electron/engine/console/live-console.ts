import type { LogPage, ViewerRole } from '../../../shared/contract.ts'
import type { TerminalSize } from '../../../shared/model.ts'
import type { PipeSource } from '../../../shared/pipes.ts'
import type { Sink, StreamSource } from '../../../shared/server.ts'
import type { AttachSocket } from './attach.ts'
import type { ConsoleText } from './console-text.ts'
import { ControlFifo } from './control.ts'
import { crowd, type Member } from './crowd.ts'
import { LogFile } from './log.ts'
import { logLines } from './log-lines.ts'
import { type PastPage, readPast } from './past.ts'
import type { ConsoleOptions, ProcessConsole } from './process-console.ts'
import { type History, Recorder } from './recorder.ts'
import { DEFAULT_SIZE, Sizes } from './sizes.ts'
import { Viewers } from './viewers.ts'

/** containerd waits this long for the output to drain. */
const DRAIN_MS = 10_000
/** What Ctrl-D sends: a terminal's way to end its input (VEOF). */
const END_OF_TRANSMISSION = 4

/** The console of a process that runs. Its output comes by output(), its end by end(). */
export class LiveConsole implements ProcessConsole {
  readonly #options: ConsoleOptions
  readonly #recorder: Recorder
  readonly #viewers: Viewers
  readonly #sizes: Sizes
  readonly #socket: AttachSocket
  readonly #control: ControlFifo | null
  readonly #member: Member = { hold: (on) => this.#hold('crowd', on) }
  readonly #heldFor = new Set<'viewers' | 'crowd'>()
  readonly #drained: Promise<void>
  #resolveDrained: () => void = () => {}
  #detached: (() => void)[] = []
  readonly #listeners = new Set<(bytes: Uint8Array) => void>()
  #live = true
  /** false: nobody has told the terminal its size yet */
  #sized: boolean
  #finishing: Promise<void> | null = null

  constructor(options: ConsoleOptions, socket: AttachSocket, history?: History) {
    const { terminal, stdin, dir, log, fresh } = options
    this.#options = options
    this.#sizes = new Sizes(log)
    const known = (fresh ? null : this.#sizes.last()) ?? options.size
    const size = known ?? DEFAULT_SIZE
    this.#sized = known !== undefined
    this.#socket = socket
    this.#control = terminal ? new ControlFifo(dir) : null
    this.#recorder = new Recorder({
      terminal,
      size,
      ...(history && { history }),
      wanted: () => this.#viewers.wanted ?? this.#recorder.end,
      // What is made to wait would write on.
      floods: () => this.#heldFor.size > 0 || crowd.floods(this.#member),
    })
    if (options.remade && known) this.#control?.resize(known)
    const takesInput = terminal || stdin !== 'none'
    this.#viewers = new Viewers(this.#recorder, {
      write: (bytes) => {
        if (!takesInput || !this.#live) return
        crowd.hurry(this.#member)
        this.#socket.write(bytes)
      },
      resize: (to) => this.resize(to),
      hold: (on) => this.#hold('viewers', on),
    })
    crowd.join(this.#member)
    this.#drained = new Promise((resolve) => {
      this.#resolveDrained = resolve
    })
  }

  get live(): boolean {
    return this.#live
  }

  get size(): TerminalSize {
    return this.#recorder.size
  }

  view(sink: Sink<'console'>, as?: ViewerRole): StreamSource<'console'> {
    return this.#viewers.view(sink, as)
  }

  resize(size: TerminalSize): void {
    const { cols, rows } = this.#recorder.size
    const same = this.#sized && cols === size.cols && rows === size.rows
    if (!this.#control || !this.#live || same) return
    this.#sized = true
    this.#sizes.add(size, new LogFile(this.#options.log).size())
    this.#recorder.resize(size)
    this.#control.resize(size)
    this.#viewers.resized(size)
  }

  past(from: number): PastPage {
    const { log, size = DEFAULT_SIZE } = this.#options
    return readPast(log, from, size)
  }

  text(): Promise<ConsoleText> {
    return this.#recorder.text()
  }

  lines(limit: number, before?: number): LogPage {
    return logLines(new LogFile(this.#options.log), limit, before)
  }

  closeStdin(): void {
    if (!this.#live || this.#options.stdin !== 'once') return
    if (this.#options.terminal) this.#socket.write(Uint8Array.of(END_OF_TRANSMISSION))
    this.#socket.endInput()
  }

  finish(): Promise<void> {
    this.#finishing ??= this.#finish()
    return this.#finishing
  }

  onOutput(listener: (bytes: Uint8Array) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  onDetached(listener: () => void): void {
    if (this.#live) this.#detached.push(listener)
    else listener()
  }

  dispose(): void {
    this.#close()
    this.#viewers.close()
    this.#recorder.dispose()
  }

  output(source: PipeSource, bytes: Uint8Array): void {
    this.#recorder.append(source, bytes)
    crowd.wrote(this.#member, bytes.length)
    this.#viewers.output(bytes.length)
    for (const listener of this.#listeners) listener(bytes)
  }

  end(): void {
    this.#live = false
    crowd.leave(this.#member)
    this.#resolveDrained()
    if (!this.#finishing) for (const listener of this.#detached.splice(0)) listener()
  }

  #hold(whom: 'viewers' | 'crowd', on: boolean): void {
    if (on) this.#heldFor.add(whom)
    else this.#heldFor.delete(whom)
    this.#socket.hold(this.#heldFor.size > 0)
  }

  async #finish(): Promise<void> {
    const late = setTimeout(this.#resolveDrained, DRAIN_MS)
    await this.#drained
    clearTimeout(late)
    this.#close()
    this.#viewers.end()
  }

  #close(): void {
    this.#live = false
    crowd.leave(this.#member)
    this.#detached = []
    this.#socket.close()
    this.#control?.close()
    this.#resolveDrained()
  }
}
