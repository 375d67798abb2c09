import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ProgramError, run } from './run.mjs'

const PACKAGE = join(import.meta.dirname, '../../node_modules/electron')
/** Electron's own variable: a folder that holds another one than its package fetches. */
const OTHER = process.env.ELECTRON_OVERRIDE_DIST_PATH
const DIST = OTHER || join(PACKAGE, 'dist')
const FAILED = join(PACKAGE, 'fetch-failed')

/** The program itself; it is not part of the npm package and is fetched at first use. */
export const ELECTRON = join(DIST, 'electron')

const FETCH_LIMIT_MS = 120_000
const RETRY_AFTER_MS = 24 * 3600_000

/** What Electron is linked with on Debian and Ubuntu; the t64 names are those of Debian 13 and Ubuntu 24.04. */
export const ELECTRON_LIBRARIES = [
  'libgtk-3-0t64|libgtk-3-0',
  'libasound2t64|libasound2',
  'libatspi2.0-0t64|libatspi2.0-0',
  'libcups2t64|libcups2',
  'libgbm1',
  'libnotify4',
  'libnss3',
  'libxss1',
  'libxtst6',
]

/** True when Electron's binary is there whole: its installer writes path.txt last. */
export const electronIsThere = () =>
  existsSync(ELECTRON) && Boolean(OTHER || existsSync(join(PACKAGE, 'path.txt')))

/** @returns {boolean} true within a day after a fetch that failed, so that not every start waits for a closed network */
export function fetchFailedLately() {
  return existsSync(FAILED) && Date.now() - statSync(FAILED).mtimeMs < RETRY_AFTER_MS
}

/**
 * Lets Electron's package fetch its binary. A failure is remembered for a day.
 * @throws {Error} when it could not be fetched within two minutes
 */
export async function fetchElectron() {
  try {
    await run([process.execPath, join(PACKAGE, 'install.js')], { timeout: FETCH_LIMIT_MS })
  } catch (error) {
    const output = error instanceof ProgramError ? error.output : ''
    const said = output.split('\n').find((line) => line.includes('Error')) ?? 'no answer in time'
    writeFileSync(FAILED, `${said}\n`)
    throw new Error(`${said.trim()} (the browser will do; tried again in a day)`)
  }
}

/**
 * @param {string} [program] an Electron
 * @returns {Promise<string | undefined>} the shared libraries that it misses on this machine, by name
 */
export async function missingLibraries(program = ELECTRON) {
  const { stdout } = await run(['ldd', program])
  const names = stdout.split('\n').filter((line) => line.includes('not found'))
  return names.map((line) => line.trim().split(' ')[0]).join(', ') || undefined
}

/** @param {string} file @returns {number} 0 where the kernel does not know the setting */
function kernelSetting(file) {
  try {
    return Number(readFileSync(join('/proc/sys/kernel', file), 'utf8'))
  } catch {
    return 0
  }
}

const SANDBOX_HELPER = join(DIST, 'chrome-sandbox')

/**
 * Chromium's sandbox needs user namespaces; where the kernel keeps them from programs (Ubuntu 24.04), it needs its
 * helper to be setuid root instead.
 * @returns {string | undefined} what is wrong, or nothing
 */
export function sandboxProblem() {
  if (!kernelSetting('apparmor_restrict_unprivileged_userns')) return undefined
  const helper = statSync(SANDBOX_HELPER)
  if (helper.uid === 0 && helper.mode & 0o4000) return undefined
  return 'this kernel keeps user namespaces from it, so its helper must belong to root'
}

/** The commands that hand the sandbox's helper to root. */
export const SANDBOX_COMMANDS = [
  ['chown', 'root:root', SANDBOX_HELPER],
  ['chmod', '4755', SANDBOX_HELPER],
]
