import type { ChildProcess } from 'node:child_process'
import { chownSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { _electron, test as base, type ElectronApplication, expect } from '@playwright/test'
import { INSPECTABLE_DIR } from '../../../build/packages/for-tests.mjs'
import { App } from '../../e2e/app.ts'
import { WebHost } from '../../e2e/web-host.ts'
import type { Apart } from '../../support/apart.ts'
import { attached } from './attach.ts'
import { Display } from './display.ts'
import { LastWords } from './last-words.ts'
import { Session, whyNoSession } from './session.ts'
import type { User } from './user.ts'

/** Its window has come by then, on a busy machine too. */
const WINDOW_WITHIN_MS = 30_000
/** Playwright has attached by then, or something is wrong. */
const ATTACHED_WITHIN_MS = 40_000
/** Electron has let go of all by then, or it is killed. */
const CLOSES_WITHIN_MS = 10_000

export interface LaunchOptions {
  display: Display
  /** absent: as root, without Chromium's sandbox */
  user?: User
  /** where that user's program runs; absent: among all others */
  apart?: Apart
  /** those of another program; absent: folders of its own */
  folders?: WebHost
  /** the command; absent: the packaged program for tests */
  program?: readonly string[]
  args?: readonly string[]
}

/** The packaged program, started on folders of its own. */
export class Desktop {
  readonly electron: ElectronApplication
  readonly app: App
  /** state and run folders, the journal, and how its containers end */
  readonly folders: WebHost
  readonly #child: ChildProcess
  readonly #lastWords: LastWords
  readonly #program: string | null

  private constructor(
    electron: ElectronApplication,
    app: App,
    folders: WebHost,
    program: string | null,
  ) {
    this.electron = electron
    this.#child = electron.process()
    this.#lastWords = new LastWords(this.#child)
    this.app = app
    this.folders = folders
    this.#program = program
  }

  static async launch({ display, user, apart, folders, program, args = [] }: LaunchOptions) {
    const own = folders ?? new WebHost()
    if (user) {
      mkdirSync(own.dir, { recursive: true })
      chownSync(own.dir, user.uid, user.uid)
    }
    // The repository need not lie where an ordinary user can go.
    const copy = user && !program ? copyFor(user) : null
    const command = program ?? [join(copy ?? INSPECTABLE_DIR, 'runcible')]
    const env = { ...(own.env as Record<string, string>), DISPLAY: display.name }
    const wrap = apart && ((command: string[]) => apart.inside(command))
    const launched = _electron.launch({
      executablePath: user ? user.programAs(command, env, wrap) : command[0],
      chromiumSandbox: user !== undefined,
      args: ['--state', own.state, '--run', own.run, ...args],
      env: { ...(process.env as Record<string, string>), ...env },
      timeout: ATTACHED_WITHIN_MS,
    })
    const electron = await attached(launched, join(own.state, 'window'))
    const page = await electron.firstWindow({ timeout: WINDOW_WITHIN_MS })
    return new Desktop(electron, new App(page, own), own, copy)
  }

  get page() {
    return this.app.page
  }

  /** The process of Electron's main. */
  get pid(): number {
    return this.#child.pid ?? 0
  }

  /** It is about to end by itself. */
  expectEnd(): void {
    this.#lastWords.expectEnd()
  }

  /** Quits it; containers run on. */
  async close(): Promise<void> {
    this.expectEnd()
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const late = setTimeout(() => this.#child.kill('SIGKILL'), CLOSES_WITHIN_MS)
    await this.electron.close().catch(() => {})
    clearTimeout(late)
  }

  /** Quits it, and ends and removes all that was its. */
  async remove(): Promise<void> {
    await this.close()
    await this.folders.remove()
    if (this.#program) rmSync(this.#program, { recursive: true, force: true })
  }
}

function copyFor(user: User): string {
  const place = mkdtempSync('/tmp/rp-')
  chownSync(place, user.uid, user.uid)
  cpSync(INSPECTABLE_DIR, place, { recursive: true })
  return place
}

/**
 * A display for all tests of a file; for each test that asks for it a desktop's surroundings on it, and a program started as
 * root.
 */
export const test = base.extend<{ session: Session; desktop: Desktop }, { display: Display }>({
  display: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from this pattern
    async ({}, use) => {
      const display = await Display.open()
      await use(display)
      display.close()
    },
    { scope: 'worker' },
  ],
  session: async ({ display }, use) => {
    const why = whyNoSession()
    base.skip(why !== '', why)
    const session = await Session.open(display)
    await use(session)
    session.close()
  },
  desktop: async ({ display }, use) => {
    const desktop = await Desktop.launch({ display })
    const thrown: string[] = []
    desktop.page.on('pageerror', (error) => thrown.push(error.stack ?? error.message))
    await use(desktop)
    await desktop.remove()
    expect(thrown, 'what the page threw').toEqual([])
  },
})

/** By the kernel's word on the page's process: seccomp filters it, and it is in namespaces of its own. */
export async function isSandboxed({ electron }: Desktop): Promise<boolean> {
  const pid = await electron.evaluate(({ webContents }) =>
    webContents.getAllWebContents()[0]?.getOSProcessId(),
  )
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return /^Seccomp:\s*2$/m.test(status) && /^NSpid:\s*\d+\s+\d+/m.test(status)
}

export { expect }
