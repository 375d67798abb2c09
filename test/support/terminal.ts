import { type IPty, spawn } from 'node-pty'
import { until } from './until.ts'

/** Wide enough that nothing which is waited for is broken into lines. */
const COLUMNS = 300

/** A program at a terminal of the test's own, and who sits in front of it: reads what it says, and types. */
export class Terminal {
  readonly #pty: IPty
  readonly #gone: Promise<unknown>
  #said = ''
  #heard = 0

  constructor([program = '', ...args]: readonly string[]) {
    this.#pty = spawn(program, args, { cols: COLUMNS, cwd: '/' })
    this.#pty.onData((text) => {
      this.#said += text
    })
    this.#gone = new Promise((resolve) => this.#pty.onExit(resolve))
  }

  /** All that it said so far. */
  get said(): string {
    return this.#said
  }

  /** Waits until it says `words`, and gives what it said since the last time. */
  async hears(words: RegExp): Promise<string> {
    const fresh = () => this.#said.slice(this.#heard)
    await until(() => words.test(fresh()), `the terminal to say ${words}`).catch((error) => {
      throw new Error(`${error.message}; it says ${JSON.stringify(fresh())}`)
    })
    const text = fresh()
    this.#heard = this.#said.length
    return text
  }

  /** Types a line. */
  types(line: string): void {
    this.#pty.write(`${line}\n`)
  }

  /** Ctrl-D. */
  leaves(): void {
    this.#pty.write('\x04')
  }

  async kill(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    this.#pty.kill(signal)
    await this.#gone
  }
}
