import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { TerminalSize } from '../../../shared/model.ts'

/** As many as a window gives that is dragged for minutes; then the file begins anew with the newest. */
const MOST_BYTES = 64 * 1024

/** A size, and where in the log what was laid out in it begins. */
export interface SizeChange {
  position: number
  size: TerminalSize
}

/**
 * The sizes that a console's terminal was given, beside its log, a line for each: a pty cannot be asked through conmon, the log
 * holds none, and an engine that comes back shows the text as it was laid out. What a program drew in one size is wrong in
 * another: a scroll region of it would stay.
 */
export class LastSize {
  readonly #path: string
  constructor(log: string) {
    this.#path = `${log}.size`
  }

  /** null where none was given, or the file does not hold one. */
  read(): TerminalSize | null {
    return this.changes().at(-1)?.size ?? null
  }

  /** In order; empty where there is no file. A line without a position holds from the beginning. */
  changes(): SizeChange[] {
    let text: string
    try {
      text = readFileSync(this.#path, 'utf8')
    } catch {
      return []
    }
    return text.split('\n').flatMap((line) => {
      const [, cols, rows, position = '0'] = /^(\d+)x(\d+)(?:@(\d+))?$/.exec(line) ?? []
      const size = TerminalSize.safeParse({ cols: Number(cols), rows: Number(rows) }).data
      return size ? [{ position: Number(position), size }] : []
    })
  }

  /** A few bytes in one write; where it fails the console works on, and only its layout is forgotten. */
  write({ cols, rows }: TerminalSize, position: number): void {
    const line = `${cols}x${rows}@${position}\n`
    try {
      const known = statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0
      const write = known > MOST_BYTES ? writeFileSync : appendFileSync
      write(this.#path, line, { mode: 0o600 })
    } catch {}
  }
}
