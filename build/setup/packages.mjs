import { readFileSync } from 'node:fs'
import { ProgramError, run } from './run.mjs'
import { which } from './tools.mjs'

/** Waits for another apt on the machine instead of failing beside it. */
const LOCK_WAIT_S = 120

let listsAreFresh = false

/**
 * @param {string[]} names with alternatives, as installPackages takes them
 * @returns {Promise<string[]>} those of which none is installed
 */
export async function notInstalled(names) {
  const { stdout } = await run(['dpkg', '--get-selections'])
  // NAME or NAME:ARCHITECTURE, then `install`; a removed one whose settings were kept reads `deinstall`.
  const installed = new Set(
    stdout.split('\n').flatMap((line) => /^([^\s:]+)(?::\S+)?\s+install$/.exec(line)?.[1] ?? []),
  )
  return names.filter((name) => !name.split('|').some((one) => installed.has(one)))
}

/** True on Debian and its kin, the only machines that the set-up installs on by itself. */
export const hasApt = () => which('apt-get') !== undefined && which('dpkg') !== undefined

/** True on Ubuntu, where chromium is a snap under another name. */
export function isUbuntu() {
  try {
    return /^ID=ubuntu$/m.test(readFileSync('/etc/os-release', 'utf8'))
  } catch {
    return false
  }
}

/**
 * The apt command that installs these packages, without recommendations: runc's would bring the system's own criu.
 * @param {string[]} names
 */
export const aptInstall = (names) => [
  'apt-get',
  'install',
  '-y',
  '--no-install-recommends',
  `-oDPkg::Lock::Timeout=${LOCK_WAIT_S}`,
  ...names,
]

/**
 * Installs packages of the distribution; fetches apt's lists first, once, where they do not know a package or are stale,
 * and finishes what a killed installation left half done.
 * @param {string[]} prefix `sudo`, or nothing for root
 * @param {string[]} names a name may offer alternatives, `new|old`: the first one that apt knows is taken
 * @throws {import('./run.mjs').ProgramError} with apt's last lines
 */
export async function installPackages(prefix, names) {
  if (!(await known(names))) await updateLists(prefix)
  try {
    await apt(prefix, aptInstall(await chosen(names)))
  } catch (error) {
    const halfDone = error instanceof ProgramError && /dpkg was interrupted/.test(error.output)
    if (listsAreFresh && !halfDone) throw error
    if (halfDone) await apt(prefix, ['dpkg', '--configure', '-a'])
    await updateLists(prefix)
    await apt(prefix, aptInstall(await chosen(names)))
  }
}

/** @param {string[]} prefix */
export async function updateLists(prefix) {
  if (listsAreFresh) return
  await apt(prefix, ['apt-get', 'update'])
  listsAreFresh = true
}

/** @param {string[]} prefix @param {string[]} command */
const apt = (prefix, command) =>
  run([...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', ...command])

/** @param {string[]} names */
async function known(names) {
  const found = await Promise.all(names.map(candidate))
  return found.every(Boolean)
}

/** @param {string[]} names @returns {Promise<string[]>} an unknown name stays, so that apt complains about it by name */
async function chosen(names) {
  return Promise.all(
    names.map(async (name) => (await candidate(name)) ?? name.split('|')[0] ?? name),
  )
}

/** @param {string} name @returns {Promise<string | undefined>} the alternative that apt can install */
async function candidate(name) {
  for (const one of name.split('|')) {
    const { stdout } = await run(['apt-cache', 'policy', one], { env: { LC_ALL: 'C' } })
    if (/Candidate: (?!\(none\))/.test(stdout)) return one
  }
  return undefined
}
