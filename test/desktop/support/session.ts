import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { which } from '../../../build/setup/tools.mjs'
import type { Display } from './display.ts'

/** The descriptor on which the bus says where it is. */
const SAYS = 3

const PROGRAMS = ['dbus-daemon', 'dunst', 'dunstctl', 'openbox', 'xev']

/** Why there can be none here; empty where there can. */
export const whyNoSession = () => {
  const missing = PROGRAMS.filter((program) => !which(program))
  return missing.length > 0 ? `lacks ${missing.join(', ')}` : ''
}

/** What a notification daemon was given, as it put it on the screen. */
export interface Shown {
  title: string
  body: string
}

/**
 * What a desktop has around its programs, real and the test's own: the bus of a session, a notification daemon (dunst) on
 * it, and a window manager (openbox).
 */
export class Session {
  readonly #display: Display
  readonly #dir = mkdtempSync('/tmp/rs-')
  readonly #running: ChildProcess[] = []
  #bus = ''

  private constructor(display: Display) {
    this.#display = display
  }

  static async open(display: Display): Promise<Session> {
    const session = new Session(display)
    try {
      await session.#startBus()
      await Promise.all([session.#startNotifications(), session.#startWindowManager()])
      return session
    } catch (error) {
      session.close()
      throw error
    }
  }

  /** What a program needs in its environment to be part of it. */
  get env(): Record<string, string> {
    return { DBUS_SESSION_BUS_ADDRESS: this.#bus }
  }

  /** Everything that reached the screen, oldest first. */
  get shown(): Shown[] {
    const file = join(this.#dir, 'shown')
    const words = existsSync(file) ? readFileSync(file, 'utf8').split('\0').slice(0, -1) : []
    return words.flatMap((title, at) =>
      at % 2 === 0 ? [{ title, body: words[at + 1] ?? '' }] : [],
    )
  }

  /** A person clicks the one notification that is on the screen. */
  clickNotification(): void {
    execFileSync('dunstctl', ['action', '0'], { env: this.#whole })
  }

  /** Another program's window opens, and takes the keyboard; gives back what closes it. */
  async otherWindow(): Promise<() => Promise<void>> {
    const other = this.#run(['xev', '-event', 'focus'])
    await once(other.stdout as Readable, 'data')
    return async () => {
      other.kill()
      await once(other, 'exit')
    }
  }

  close(): void {
    for (const child of this.#running.reverse()) child.kill('SIGKILL')
    rmSync(this.#dir, { recursive: true, force: true })
  }

  async #startBus(): Promise<void> {
    const bus = this.#run(['dbus-daemon', '--session', '--nofork', `--print-address=${SAYS}`])
    const [address] = await spoken(bus, bus.stdio[SAYS] as Readable)
    this.#bus = String(address).trim()
  }

  async #startNotifications(): Promise<void> {
    const note = join(this.#dir, 'note')
    const told = join(this.#dir, 'shown')
    const words = '"$DUNST_SUMMARY" "$DUNST_BODY"'
    writeFileSync(note, `#!/bin/sh\nprintf '%s\\0' ${words} >>'${told}'\n`, { mode: 0o755 })
    const config = join(this.#dir, 'dunstrc')
    writeFileSync(config, `[noted]\n\tsummary = "*"\n\tscript = ${note}\n`)
    this.#run(['dunst', '-config', config])
    const call = ['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/']
    const asks = [
      ...call,
      'org.freedesktop.DBus.GetNameOwner',
      'string:org.freedesktop.Notifications',
    ]
    while (!(await this.#succeeds(['dbus-send', ...asks]))) {}
  }

  async #startWindowManager(): Promise<void> {
    const manager = this.#run(['openbox', '--sm-disable', '--startup', 'echo managed'])
    await spoken(manager, manager.stdout as Readable)
  }

  get #whole(): NodeJS.ProcessEnv {
    return { PATH: process.env.PATH, HOME: this.#dir, DISPLAY: this.#display.name, ...this.env }
  }

  async #succeeds([program = '', ...args]: string[]): Promise<boolean> {
    const [code] = await once(spawn(program, args, { env: this.#whole, stdio: 'ignore' }), 'exit')
    return code === 0
  }

  #run([program = '', ...args]: string[]): ChildProcess {
    const child = spawn(program, args, {
      env: this.#whole,
      stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
    })
    this.#running.push(child)
    return child
  }
}

/** The first that a program says; rejects where it ends before. */
function spoken(child: ChildProcess, says: Readable): Promise<unknown[]> {
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`${child.spawnfile} ended with ${code ?? signal}`)
  })
  const first = once(says, 'data')
  ended.catch(() => {})
  return Promise.race([first, ended])
}
