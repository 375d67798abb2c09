import { appendFileSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { TerminalSize } from '../../../shared/model.ts'

/** The file is begun afresh with its last line at this size: some thousand sizes. */
const MAX_BYTES = 64 * 1024

/** A size that a terminal was given, and when, ms since 1970. */
export interface Sized {
  at: number
  size: TerminalSize
}

/**
 * The sizes that a console's terminal was given, a line each (`TIME COLSxROWS`), beside its log: a pty cannot be asked for its
 * size through conmon, and an engine that comes back shows the text as it was laid out, also what lies behind.
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

  /** Where it fails the console works on, and only its layout is forgotten. */
  add({ cols, rows }: TerminalSize): void {
    const line = `${new Date().toISOString()} ${cols}x${rows}\n`
    try {
      const full = (statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0) >= MAX_BYTES
      if (full) writeFileSync(`${this.#path}.next`, line, { mode: 0o600 })
      if (full) renameSync(`${this.#path}.next`, this.#path)
      else appendFileSync(this.#path, line, { mode: 0o600 })
    } catch {}
  }
}

/** Until November 2026 there was one size without a time. */
function parseLine(line: string): Sized[] {
  const [, time, cols, rows] = /^(?:(\S+) )?(\d+)x(\d+)$/.exec(line.trim()) ?? []
  const size = TerminalSize.safeParse({ cols: Number(cols), rows: Number(rows) }).data
  const at = time === undefined ? 0 : Date.parse(time)
  return size && !Number.isNaN(at) ? [{ at, size }] : []
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
