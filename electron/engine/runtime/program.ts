import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { RuncibleError } from '../../../shared/errors.ts'

/** What a program said last is worth showing; what it said before is not kept. */
const MAX_SAID = 8 * 1024
/** Its pipes may be held open by what it started. */
const END_WITHIN_MS = 1_000

/** How a program ended. */
export interface Ended {
  /** null: by a signal */
  code: number | null
  /** the last line of stderr that says something */
  said: string
  /** the lines of stderr, as far as they are kept */
  lines: readonly string[]
}

/** A program that carries an engine's frames, or that starts what does. */
export class Program {
  readonly argv: readonly string[]
  readonly input: Writable
  readonly output: Readable
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>
  readonly #exit: Promise<number | null>
  #said = ''

  private constructor(argv: readonly string[], own: boolean) {
    const [program = '', ...args] = argv
    this.argv = argv
    this.#child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], detached: own })
    this.input = this.#child.stdin
    this.output = this.#child.stdout
    // One that went away says so by its end.
    this.input.on('error', () => {})
    // Read to the end, whoever cares: a full pipe would stop it.
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#said = (this.#said + text).slice(-MAX_SAID)
    })
    this.#exit = new Promise((resolve) => {
      // More than once: one that has become root’s may not be signalled by us.
      this.#child.on('error', () => resolve(null))
      this.#child.once('exit', resolve)
    })
  }

  /**
   * Starts it. `ownSession`: without our terminal, so that it can ask nobody there. Throws `unavailable` where it is not
   * installed or cannot be run; `hint` says what to do then.
   */
  static async start(
    argv: readonly string[],
    { ownSession, hint }: { ownSession: boolean; hint: string },
  ): Promise<Program> {
    const program = new Program(argv, ownSession)
    try {
      await once(program.#child, 'spawn')
      return program
    } catch (cause) {
      const isGone = (cause as NodeJS.ErrnoException).code === 'ENOENT'
      const why = isGone ? `${argv[0]} is not installed` : `${argv[0]} cannot be run`
      throw new RuncibleError('unavailable', why, {
        command: [...argv],
        hint,
        cause,
      })
    }
  }

  /** Once it has gone, or soon after where its pipes stay open. */
  async ended(): Promise<Ended> {
    const code = await this.#exit
    const { stderr } = this.#child
    if (!stderr.readableEnded) {
      const timeout = AbortSignal.timeout(END_WITHIN_MS)
      await once(stderr, 'close', { signal: timeout }).catch(() => {})
    }
    return { code, said: this.said, lines: this.#lines }
  }

  /** The last line that it said. */
  get said(): string {
    return this.#lines.at(-1) ?? ''
  }

  get #lines(): string[] {
    const lines = this.#said.split('\n').map((line) => line.trim())
    return lines.filter((line) => line !== '')
  }

  /** Is it gone within `ms`? */
  goesWithin(ms: number): Promise<boolean> {
    const late = new Promise<boolean>((resolve) => setTimeout(resolve, ms, false).unref())
    return Promise.race([this.#exit.then(() => true), late])
  }

  kill(): void {
    this.#child.kill('SIGTERM')
  }

  /** It stands still, or goes on; one that stands still hears a kill only then. */
  hold(still: boolean): void {
    this.#child.kill(still ? 'SIGSTOP' : 'SIGCONT')
  }

  /** It is not waited for when we end. */
  forget(): void {
    this.#child.unref()
    for (const stream of this.#child.stdio) (stream as { unref?(): void } | null)?.unref?.()
  }
}
