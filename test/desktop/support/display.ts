import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'

/** The descriptor on which Xvfb says which display it took. */
const SAYS = 3

/** A display of the tests' own: nobody else's windows are on it, and ours are on nobody's. */
export class Display {
  readonly name: string
  readonly #xvfb: ChildProcess

  private constructor(name: string, xvfb: ChildProcess) {
    this.name = name
    this.#xvfb = xvfb
  }

  static async open(size = '1920x1080'): Promise<Display> {
    const args = ['-displayfd', String(SAYS), '-screen', '0', `${size}x24`, '-nolisten', 'tcp']
    const xvfb = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
    const says = xvfb.stdio[SAYS] as Readable
    const ended = once(xvfb, 'exit').then(([code]) => {
      throw new Error(`Xvfb ended with ${code}`)
    })
    const [number] = await Promise.race([once(says, 'data'), ended])
    return new Display(`:${String(number).trim()}`, xvfb)
  }

  close(): void {
    this.#xvfb.kill('SIGKILL')
  }
}
