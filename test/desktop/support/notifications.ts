import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'
import { z } from 'zod'
import { until } from '../../support/until.ts'
import type { Display } from './display.ts'

const run = promisify(execFile)

const Text = z.object({ data: z.string() })
const History = z.object({
  data: z.array(z.array(z.object({ summary: Text, body: Text, appname: Text }))),
})

/** A real daemon of notifications (dunst) on a session bus of its own, which shows them on a display. */
export class Notifications {
  /** of the bus: DBUS_SESSION_BUS_ADDRESS of who notifies */
  readonly address: string
  readonly #display: Display
  readonly #children: ChildProcess[]

  private constructor(address: string, display: Display, children: ChildProcess[]) {
    this.address = address
    this.#display = display
    this.#children = children
  }

  static async start(display: Display): Promise<Notifications> {
    const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const [address] = await once(bus.stdout, 'data')
    const own = new Notifications(String(address).trim(), display, [bus])
    own.#children.push(spawn('dunst', ['-conf', '/dev/null'], { env: own.#env, stdio: 'ignore' }))
    await until(async () => (await own.displayed()) === 0, 'the daemon of notifications')
    return own
  }

  /** How many are on the display. */
  async displayed(): Promise<number> {
    return Number(await this.#ctl('count', 'displayed'))
  }

  /** Clicks the newest, as with the mouse. */
  async click(): Promise<void> {
    await this.#ctl('action', '0')
  }

  /** Those that were closed or clicked, the newest first. */
  async past(): Promise<{ title: string; body: string; from: string }[]> {
    const { data } = History.parse(JSON.parse(await this.#ctl('history')))
    return data.flat().map(({ summary, body, appname }) => ({
      title: summary.data,
      body: body.data,
      from: appname.data,
    }))
  }

  stop(): void {
    for (const child of this.#children.toReversed()) child.kill('SIGKILL')
  }

  async #ctl(...args: string[]): Promise<string> {
    return (await run('dunstctl', args, { env: this.#env })).stdout.trim()
  }

  get #env(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      DISPLAY: this.#display.name,
      DBUS_SESSION_BUS_ADDRESS: this.address,
    }
  }
}
