#!/usr/bin/env node
/**
 * `npm start [-- --web] [-- --yes] [flags of the app]`: sets the machine up, builds what changed, opens the window.
 * Electron for an ordinary user with a display; in every other case the web host, and one line that says why.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { compile, ROOT } from './compile.mjs'
import { consent } from './setup/ask.mjs'
import { ELECTRON, electronIsThere, fetchFailedLately } from './setup/electron.mjs'
import { setUp } from './setup/install.mjs'
import { needsFor, pick } from './setup/purposes.mjs'
import { isRoot } from './setup/tools.mjs'

/** Electron that ends this soon and badly never had its window: a missing library, a sandbox the kernel refuses. */
const STILLBORN_MS = 5_000

const own = ['--web', '--yes']
const flags = process.argv.slice(2)
const passed = flags.filter((flag) => !own.includes(flag))
const hasDisplay = Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
const agreed = consent(flags.includes('--yes') || process.env.CI === 'true')

try {
  await start()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

async function start() {
  const missing = await setUp(needsFor('start'), agreed)
  const blocking = missing.filter((need) => need.essential).map((need) => need.name)
  if (blocking.length) throw new Error(`Runcible cannot start without ${blocking.join(', ')}.`)
  await compile()
  const reason = whyNotElectron() ?? (await prepareElectron()) ?? (await openElectron())
  if (reason) await serve(reason)
}

/** @returns {string | undefined} why this start is for the browser from the outset */
function whyNotElectron() {
  if (flags.includes('--web')) return 'as asked by --web'
  if (isRoot())
    return 'because Electron keeps its sandbox only for an ordinary user, and this is root'
  if (!hasDisplay) return 'because there is no display'
  return undefined
}

/** Fetches what Electron lacks. @returns {Promise<string | undefined>} why it cannot be used */
async function prepareElectron() {
  if (!electronIsThere()) {
    const gone = fetchFailedLately() || (await setUp(pick('electron'), agreed)).length > 0
    if (gone) return "because Electron's binary is not here and could not be fetched"
  }
  const [lacking] = await setUp(pick('electronLibraries', 'electronSandbox'), agreed)
  return lacking && `because of ${lacking.name}: ${lacking.wrong}`
}

/** @returns {Promise<string | undefined>} why it did not come up, when it did not */
async function openElectron() {
  const started = Date.now()
  const end = await foreground(ELECTRON, [join(ROOT, 'out/main/index.cjs'), ...passed])
  const stillborn = end !== 0 && Date.now() - started < STILLBORN_MS
  if (stillborn) return `because Electron ended with ${end}`
  process.exitCode = typeof end === 'number' ? end : 1
  return undefined
}

/** Runs the web host; it opens a window of the browser where there is a display and no root. @param {string} why */
async function serve(why) {
  const opens = hasDisplay && !isRoot()
  if (opens) await setUp(pick('browser'), agreed)
  console.log(`In the browser, ${why}.`)
  const host = [join(ROOT, 'out/main/web.cjs'), ...(opens ? ['--open'] : []), ...passed]
  const end = await foreground(process.execPath, host)
  process.exitCode = typeof end === 'number' ? end : 1
}

/**
 * Runs a program in our place. Ctrl-C reaches it by itself (same terminal); a signal sent to us is handed on.
 * @param {string} file @param {string[]} args
 * @returns {Promise<number | string>} its exit code, or the signal's name
 */
function foreground(file, args) {
  // Electron runs the engine by it.
  const env = { ...process.env, RUNCIBLE_NODE: process.execPath }
  const child = spawn(file, args, { cwd: ROOT, stdio: 'inherit', env })
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  process.on('SIGHUP', () => child.kill('SIGHUP'))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve(code ?? signal ?? 1))
  })
}
