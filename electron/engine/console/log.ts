import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { TerminalSize } from '../../../shared/model.ts'
import type { PipeSource } from '../../../shared/pipes.ts'

/** Bytes that a process wrote, and to which pipe. */
export interface Piece {
  source: PipeSource
  bytes: Uint8Array
  /** of its terminal from here on, where that is known and another than before */
  size?: TerminalSize
}

/** A line of conmon's log: its content, when it was written, and where in the file the next line begins. */
export interface LogEntry extends Piece {
  /** ms since 1970; 0 where the log does not say */
  readonly at: number
  next: number
}

const LINE_FEED = 0x0a
const SPACE = 0x20
const PARTIAL = 'P'.charCodeAt(0)
/** `stdout` and `stderr` differ in their fourth letter. */
const FOURTH_OF_STDERR = 'e'.charCodeAt(0)
/** conmon writes at most 8 KiB of content to a line (STDIO_BUF_SIZE), after some 45 bytes of head. */
const LONGEST_LINE = 9 * 1024

/**
 * The lines of conmon's k8s-file log in `data`: `TIME stdout|stderr F|P text`, F for a line, P for a part of one.
 * `data` begins at the beginning of a line, at `position` of the file. Content is bytes: nothing is decoded. What is
 * no such line is passed over, a last line without its end too.
 */
export function parseLog(data: Uint8Array, position = 0): LogEntry[] {
  const entries: LogEntry[] = []
  let from = 0
  for (let end = data.indexOf(LINE_FEED); end >= 0; end = data.indexOf(LINE_FEED, from)) {
    const line = data.subarray(from, end + 1)
    const piece = parseLine(line)
    from = end + 1
    if (piece) entries.push(new Line(piece, line, position + from))
  }
  return entries
}

/** An entry whose time is read when somebody asks for it: most only want the bytes. */
class Line implements LogEntry {
  readonly source: PipeSource
  readonly bytes: Uint8Array
  readonly next: number
  readonly #line: Uint8Array

  constructor({ source, bytes }: Piece, line: Uint8Array, next: number) {
    this.source = source
    this.bytes = bytes
    this.next = next
    this.#line = line
  }

  /** As conmon writes it: 2026-11-25T21:03:04.123456789+00:00 */
  get at(): number {
    const time = Buffer.from(this.#line.subarray(0, this.#line.indexOf(SPACE))).toString('latin1')
    return Date.parse(time.replace(/(\.\d{3})\d+/, '$1')) || 0
  }
}

/** `line` with its "\n", which belongs to the content of an F line. */
function parseLine(line: Uint8Array): Piece | null {
  const source = line.indexOf(SPACE) + 1
  const tag = line.indexOf(SPACE, source) + 1
  if (source === 0 || tag - source !== 7 || line[tag + 1] !== SPACE) return null
  return {
    source: line[source + 3] === FOURTH_OF_STDERR ? 'stderr' : 'stdout',
    bytes: line.subarray(tag + 2, line[tag] === PARTIAL ? -1 : undefined),
  }
}

/** A log file, as it is at each moment. No file reads as an empty one. */
export class LogFile {
  readonly #path: string
  constructor(path: string) {
    this.#path = path
  }

  /** bytes */
  size(): number {
    return this.#open((fd) => fstatSync(fd).size) ?? 0
  }

  /** Tells one file from the next: conmon puts another in its place when it has become too large. null: there is none. */
  identity(): string | null {
    return this.#open((fd) => {
      const { dev, ino } = fstatSync(fd)
      return `${dev}:${ino}`
    })
  }

  /** Where the line begins that `position` lies in, or `position` itself where a line begins there. */
  lineStart(position: number): number {
    const from = Math.max(0, position - LONGEST_LINE)
    return from + this.read(from, position).lastIndexOf(LINE_FEED) + 1
  }

  /** The lines between `from`, the beginning of one, and `to`. */
  lines(from: number, to: number): LogEntry[] {
    return parseLog(this.read(from, to), from)
  }

  /** The last lines before `to`, out of at most `limit` bytes of the file. */
  tail(to: number, limit: number): LogEntry[] {
    const from = Math.max(0, to - limit)
    const data = this.read(from, to)
    return parseLog(from === 0 ? data : data.subarray(data.indexOf(LINE_FEED) + 1))
  }

  /** What the file holds there, as it is. */
  read(from: number, to: number): Buffer {
    return this.#open((fd) => readRange(fd, from, to)) ?? Buffer.alloc(0)
  }

  #open<T>(use: (fd: number) => T): T | null {
    let fd: number
    try {
      fd = openSync(this.#path, 'r')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
      throw error
    }
    try {
      return use(fd)
    } finally {
      closeSync(fd)
    }
  }
}

function readRange(fd: number, from: number, to: number): Buffer {
  const buffer = Buffer.allocUnsafe(Math.max(0, to - from))
  let length = 0
  while (length < buffer.length) {
    const read = readSync(fd, buffer, length, buffer.length - length, from + length)
    if (read === 0) break
    length += read
  }
  return buffer.subarray(0, length)
}
