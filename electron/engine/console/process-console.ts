import type { LogPage, ViewerRole } from '../../../shared/contract.ts'
import type { Stdin, TerminalSize } from '../../../shared/model.ts'
import type { PipeSource } from '../../../shared/pipes.ts'
import type { Sink, StreamSource } from '../../../shared/server.ts'
import { alignWithLog } from './align.ts'
import { AttachSocket } from './attach.ts'
import type { ConsoleText } from './console-text.ts'
import { ControlFifo } from './control.ts'
import { crowd, type Member } from './crowd.ts'
import { type LogEntry, LogFile, type Piece } from './log.ts'
import { logLines } from './log-lines.ts'
import { type PastPage, readPast } from './past.ts'
import { Recorder, RING_BYTES } from './recorder.ts'
import { type Sized, Sizes } from './sizes.ts'
import { Viewers } from './viewers.ts'

/** containerd waits this long for the output to drain. */
const DRAIN_MS = 10_000
/** What programs take a terminal for that nobody has given a size yet. */
const DEFAULT_SIZE: TerminalSize = { cols: 80, rows: 24 }
/** What Ctrl-D sends: a terminal's way to end its input (VEOF). */
const END_OF_TRANSMISSION = 4

export interface ConsoleOptions {
  /** folder with conmon's `attach` and `ctl` */
  dir: string
  /** conmon's k8s-file log */
  log: string
  terminal: boolean
  stdin: Stdin
  /** what the terminal was made with, where that was chosen; a later size is known from beside the log */
  size?: TerminalSize
  /** true: the process was just created and nothing was logged; false: what was before is in the log */
  fresh: boolean
  /** what was before is of an earlier process: its terminal's size has to be told to the new one */
  remade?: boolean
}

/** The console of a process under conmon, as long as its container is there: live, or what it was. */
export interface ProcessConsole {
  readonly live: boolean
  readonly size: TerminalSize
  /** Snapshot first, then data; an owner's input goes to the process, its size to conmon; acks free the window. */
  view(sink: Sink<'console'>, as?: ViewerRole): StreamSource<'console'>
  resize(size: TerminalSize): void
  /** What its log holds from about byte `from` on, with the times of it. */
  past(from: number): PastPage
  /** What it shows now, to be kept. */
  text(): Promise<ConsoleText>
  /** The last lines of its log before a byte of it, or its end, with their times. */
  lines(limit: number, before?: number): LogPage
  /** Ends the process's stdin where it is a one-shot; in a terminal as Ctrl-D does. */
  closeStdin(): void
  /** The process has exited: resolves when its output has drained (10 s at most); viewers are told it ended. */
  finish(): Promise<void>
  /** Hears what it writes from now on, as it comes; gives what ends that. */
  onOutput(listener: (bytes: Uint8Array) => void): () => void
  /** The socket ended without finish(): the monitor may have gone. */
  onDetached(listener: () => void): void
  /** Lets go of it; sends nothing to the process. */
  dispose(): void
}

/** Connects to conmon. Throws `monitor-failed` where it is gone. */
export async function attachConsole(options: ConsoleOptions): Promise<ProcessConsole> {
  const log = new LogFile(options.log)
  const identity = log.identity()
  const before = options.fresh ? 0 : log.lineStart(log.size())
  const early: { source: PipeSource; bytes: Uint8Array }[] = []
  let target: LiveConsole | null = null
  let endedEarly = false
  const socket = await AttachSocket.connect(options.dir, {
    output: (source, bytes) => {
      if (target) target.output(source, bytes)
      else early.push({ source, bytes: Uint8Array.from(bytes) })
    },
    end: () => {
      if (target) target.socketEnded()
      else endedEarly = true
    },
  })
  const history = options.fresh
    ? 0
    : await alignWithLog(log, before, () => Buffer.concat(early.map(({ bytes }) => bytes)))
  // A log that was begun anew meanwhile holds nothing of what was before.
  const isSame = () => log.identity() === identity
  const sizes = new Sizes(options.log)
  target = new LiveConsole(options, socket, () =>
    isSame() ? historyOf(log, history, sizes, options.size) : [],
  )
  for (const { source, bytes } of early) target.output(source, bytes)
  if (endedEarly) target.socketEnded()
  return target
}

/** The console of a process that has ended: what its log holds, read when somebody looks. */
export function replayConsole({
  log,
  terminal,
  size: made = DEFAULT_SIZE,
}: Omit<ConsoleOptions, 'dir' | 'fresh'>): ProcessConsole {
  const file = new LogFile(log)
  const sizes = new Sizes(log)
  const size = sizes.last() ?? made
  const history = () => historyOf(file, file.size(), sizes, made)
  const recorder = new Recorder({ terminal, size, history })
  const viewers = new Viewers(recorder, { write: () => {}, resize: () => {}, hold: () => {} })
  viewers.end()
  return {
    live: false,
    size,
    view: (sink, as) => viewers.view(sink, as),
    resize: () => {},
    past: (from) => readPast(log, from, made),
    text: () => recorder.text(),
    lines: (limit, before) => logLines(file, limit, before),
    closeStdin: () => {},
    finish: () => Promise.resolve(),
    onOutput: () => () => {},
    onDetached: () => {},
    dispose: () => {
      viewers.close()
      recorder.dispose()
    },
  }
}

/** What the log holds up to `to`; where it cannot be read, a line that says so. */
function historyOf(log: LogFile, to: number, sizes: Sizes, made = DEFAULT_SIZE): Piece[] {
  try {
    const changes = sizes.all()
    // A log that was begun anew since: nothing tells where in it they belong.
    if (changes.some(({ position }) => position > to)) return log.tail(to, RING_BYTES)
    return withSizes(log.tail(to, RING_BYTES), [{ at: 0, position: 0, size: made }, ...changes])
  } catch (error) {
    const text = `[what was here before cannot be read: ${error instanceof Error ? error.message : error}]\r\n`
    return [{ source: 'stderr', bytes: new TextEncoder().encode(text) }]
  }
}

/** The lines, each change of size with the first that came after it. */
function withSizes(lines: LogEntry[], changes: Sized[]): Piece[] {
  let next = 0
  let from = 0
  return lines.map((line) => {
    let size: TerminalSize | undefined
    for (; changes[next] && (changes[next]?.position ?? 0) <= from; next++)
      size = changes[next]?.size
    from = line.next
    return size ? { ...line, size } : line
  })
}

class LiveConsole implements ProcessConsole {
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

  constructor(options: ConsoleOptions, socket: AttachSocket, history: () => Piece[]) {
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
      ...(!fresh && { history }),
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

  socketEnded(): void {
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
