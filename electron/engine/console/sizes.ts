import { appendFileSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { TerminalSize } from '../../../shared/model.ts'

/** What programs take a terminal for that nobody has given a size yet. */
export const DEFAULT_SIZE: TerminalSize = { cols: 80, rows: 24 }

/** The file is begun afresh with its last line at this size: some thousand sizes. */
const MAX_BYTES = 64 * 1024

/** A size that a terminal was given: when, ms since 1970, and where in the log what was laid out in it begins. */
export interface Sized {
  at: number
  position: number
  size: TerminalSize
}

/**
 * The sizes that a console's terminal was given, a line each (`TIME COLSxROWS@POSITION`), beside its log: a pty cannot be asked
 * for its size through conmon, the log holds none, and an engine that comes back shows the text as it was laid out. What a
 * program drew in one size is wrong in another: a scroll region of it would stay.
 */
export class Sizes {
  readonly #path: string
  constructor(log: string) {
    this.#path = `${log}.size`
  }

  /** The last one; null where none was given, or the file does not hold one. */
  last(): TerminalSize | null {
    return this.all().at(-1)?.size ?? null
  }

  /** In the order in which they were given; what is no size is passed over. */
  all(): Sized[] {
    return read(this.#path).split('\n').flatMap(parseLine)
  }

  /** Instead of all that there were. */
  replace(sizes: readonly Sized[]): void {
    writeFileSync(this.#path, sizes.map(lineOf).join(''), { mode: 0o600 })
  }

  /** `position`: the end of the log now. Where it fails the console works on, and only its layout is forgotten. */
  add(size: TerminalSize, position: number): void {
    const line = lineOf({ at: Date.now(), position, size })
    try {
      const full = (statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0) >= MAX_BYTES
      if (full) writeFileSync(`${this.#path}.next`, line, { mode: 0o600 })
      if (full) renameSync(`${this.#path}.next`, this.#path)
      else appendFileSync(this.#path, line, { mode: 0o600 })
    } catch {}
  }
}

const lineOf = ({ at, position, size: { cols, rows } }: Sized) =>
  `${new Date(at).toISOString()} ${cols}x${rows}@${position}\n`

const LINE = /^(?:(\S+) )?(\d+)x(\d+)(?:@(\d+))?$/

/** Until November 2026 there was one size, without a time and a place. */
function parseLine(line: string): Sized[] {
  const [, time, cols, rows, position = '0'] = LINE.exec(line.trim()) ?? []
  const size = TerminalSize.safeParse({ cols: Number(cols), rows: Number(rows) }).data
  const at = time === undefined ? 0 : Date.parse(time)
  return size && !Number.isNaN(at) ? [{ at, position: Number(position), size }] : []
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
