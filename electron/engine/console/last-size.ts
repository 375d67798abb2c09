import { readFileSync, writeFileSync } from 'node:fs'
import { TerminalSize } from '../../../shared/model.ts'

/**
 * The size that a console's terminal was last given, beside its log: a pty cannot be asked for it through conmon, and
 * an engine that comes back shows the text as it was laid out.
 */
export class LastSize {
  readonly #path: string
  constructor(log: string) {
    this.#path = `${log}.size`
  }

  /** null where none was given, or the file does not hold one. */
  read(): TerminalSize | null {
    try {
      const [cols, rows] = readFileSync(this.#path, 'utf8').trim().split('x').map(Number)
      return TerminalSize.safeParse({ cols, rows }).data ?? null
    } catch {
      return null
    }
  }

  /** A few bytes in one write; where it fails the console works on, and only its layout is forgotten. */
  write({ cols, rows }: TerminalSize): void {
    try {
      writeFileSync(this.#path, `${cols}x${rows}\n`, { mode: 0o600 })
    } catch {}
  }
}
