import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright'
import { ROOT } from '../compile.mjs'
import { findBrowser } from '../setup/needs.mjs'
import { isRoot } from '../setup/tools.mjs'

/** So that somebody who watches can follow, ms. */
const PACE_MS = 250
const SWITCHES = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

/** What the demo plays on: a real engine on folders of its own, and a browser with its window. */
export class Stage {
  /** short: unix sockets lie below it */
  dir = mkdtempSync(join(tmpdir(), 'rd-'))
  state = join(this.dir, 's')
  run = join(this.dir, 'r')
  /** whether somebody can watch */
  visible = Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
  url = ''
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #host
  /** @type {import('playwright').Browser | undefined} */
  #browser
  #token = 'demo'.repeat(10)

  /** Starts the engine, the second time at the same port, where the window looks for it. */
  async startHost() {
    const port = this.url ? new URL(this.url).port : '0'
    const program = join(ROOT, 'out/main/web.cjs')
    const args = [program, '--state', this.state, '--run', this.run, '--port', port]
    const env = { ...process.env, RUNCIBLE_TOKEN: this.#token }
    const host = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
    this.#host = host
    this.url = await new Promise((resolve, reject) => {
      host.stdout.on('data', (data) => {
        const url = /URL: (\S+)/.exec(String(data))?.[1]
        if (url) resolve(url)
      })
      host.once('error', reject)
      host.once('exit', (code) => reject(new Error(`the engine ended with ${code}`)))
    })
  }

  /** @param {NodeJS.Signals} signal */
  async endHost(signal) {
    const host = this.#host
    if (!host || host.exitCode !== null || host.signalCode !== null) return
    host.kill(signal)
    await once(host, 'exit')
  }

  /** @param {'light' | 'dark'} colorScheme @returns {Promise<import('playwright').Page>} the window */
  async openWindow(colorScheme) {
    this.#browser = await chromium.launch({
      executablePath: findBrowser(),
      headless: !this.visible,
      chromiumSandbox: !isRoot(),
      slowMo: this.visible ? PACE_MS : 0,
      args: SWITCHES,
      handleSIGINT: false,
    })
    const page = await this.#browser.newPage({
      viewport: { width: 1280, height: 800 },
      colorScheme,
    })
    await page.goto(this.url)
    return page
  }

  /** Ends what was started: browser, engine, containers; the folders go. */
  async clear() {
    await this.#browser?.close()
    await this.endHost('SIGKILL')
    for (const root of folders(join(this.run, 'runc'))) {
      for (const id of readdirSync(root)) {
        execFileSync('runc', ['--root', root, 'delete', '--force', id], { stdio: 'ignore' })
      }
    }
    rmSync(this.dir, { recursive: true, force: true })
  }
}

/** @param {string} dir */
function folders(dir) {
  try {
    return readdirSync(dir).map((name) => join(dir, name))
  } catch {
    return []
  }
}
