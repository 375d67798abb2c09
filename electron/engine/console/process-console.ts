import type { LogPage, ViewerRole } from '../../../shared/contract.ts'
import type { Stdin, TerminalSize } from '../../../shared/model.ts'
import type { Sink, StreamSource } from '../../../shared/server.ts'
import { alignWithLog } from './align.ts'
import { AttachSocket } from './attach.ts'
import type { ConsoleText } from './console-text.ts'
import { EarlyOutput } from './early-output.ts'
import { LiveConsole } from './live-console.ts'
import { type LogEntry, LogFile, type Piece } from './log.ts'
import { logLines } from './log-lines.ts'
import { type PastPage, readPast } from './past.ts'
import { Recorder, RING_BYTES } from './recorder.ts'
import { DEFAULT_SIZE, type Sized, Sizes } from './sizes.ts'
import { Viewers } from './viewers.ts'

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

/**
 * Connects to conmon. Throws `monitor-failed` where it is gone. Where there was something before, it takes some ms until it is
 * known where in the log that ends: whoever wants to see it waits so long, the process and whoever attached do not.
 */
export async function attachConsole(options: ConsoleOptions): Promise<ProcessConsole> {
  const log = new LogFile(options.log)
  const identity = log.identity()
  const before = options.fresh ? 0 : log.lineStart(log.size())
  const early = new EarlyOutput()
  const socket = await AttachSocket.connect(options.dir, early)
  if (options.fresh) {
    const console = new LiveConsole(options, socket)
    early.goTo(console)
    return console
  }
  let end = before
  const sizes = new Sizes(options.log)
  // A log that was begun anew meanwhile holds nothing of what was before.
  const isSame = () => log.identity() === identity
  const aligned = alignWithLog(log, before, () => early.bytes()).then(
    (position) => {
      end = position
    },
    // The log cannot be read: the history says so to whoever asks for it.
    () => {},
  )
  const history = {
    ready: aligned.then(() => early.goTo(console)),
    read: () => (isSame() ? historyOf(log, end, sizes, options.size) : []),
  }
  const console = new LiveConsole(options, socket, history)
  return console
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
  const history = { read: () => historyOf(file, file.size(), sizes, made) }
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
