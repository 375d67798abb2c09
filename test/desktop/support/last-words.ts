import type { ChildProcess } from 'node:child_process'

/** What is kept of all that it says. */
const KEPT_LINES = 40

/**
 * Prints, when Electron ends unasked, how it ended and what it said last: Playwright only says that the browser is gone.
 */
export class LastWords {
  #asked = false
  #lines: string[] = []

  constructor(child: ChildProcess) {
    child.stderr?.on('data', (data) => {
      this.#lines = [...this.#lines, ...String(data).split('\n').filter(Boolean)].slice(-KEPT_LINES)
    })
    child.once('exit', (code, signal) => {
      if (this.#asked) return
      const how = signal === null ? `with exit code ${code}` : `by ${signal}`
      const said = this.#lines.map((line) => `  ${line}`).join('\n')
      console.log(`Electron ended unasked, ${how}. It said last:\n${said || '  nothing'}`)
    })
  }

  /** From now on its end is no news. */
  expectEnd(): void {
    this.#asked = true
  }
}
