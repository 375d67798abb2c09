import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The descriptor on which Xvfb says which display it took. */
const SAYS = 3

/** A display of the tests' own: nobody else's windows are on it, and ours are on nobody's. */
export class Display {
  readonly name: string
  readonly #xvfb: ChildProcess
  #manager: ChildProcess | null = null

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

  /** All that is on it, windows of others, too; for people to look at, where xwd and convert are there. */
  async picture(name: string): Promise<void> {
    const file = `test-results/pictures/${name}.png`
    const shot = `xwd -silent -root -display "$1" | convert xwd:- "$2"`
    await run('sh', ['-c', shot, 'sh', this.name, file]).catch(() => {})
  }

  /** Has a window manager on it, until it closes: windows can be maximised then. */
  manage(): void {
    const env = { ...process.env, DISPLAY: this.name }
    this.#manager = spawn('openbox', ['--sm-disable'], { env, stdio: 'ignore' })
  }

  close(): void {
    this.#manager?.kill('SIGKILL')
    this.#xvfb.kill('SIGKILL')
  }
}
