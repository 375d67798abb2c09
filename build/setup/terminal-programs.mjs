import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { toolsFolder } from './tools.mjs'
import { debianMirror, unpackPrivately } from './unpack-privately.mjs'

/** Full-screen programs, and what a root filesystem needs for them. */
const PACKAGES = ['vim', 'less', 'htop', 'tmux', 'ncurses-base', 'libc-bin', 'base-files']

/** Another name where the packages are others: what was unpacked for the earlier ones lacks some. */
const place = () => join(toolsFolder(), 'full-screen-programs')

/** @returns {string | undefined} the folder with Debian's vim, less, htop and tmux and all that they load */
export const terminalPrograms = () => (existsSync(place()) ? place() : undefined)

/** Unpacks them from the machine's own mirror; ten seconds, 80 MB. Needs root. @returns {Promise<string>} the folder */
export async function unpackTerminalPrograms() {
  const mirror = await debianMirror()
  if (!mirror) throw new Error('this machine’s apt knows no Debian mirror')
  mkdirSync(toolsFolder(), { recursive: true, mode: 0o755 })
  const work = mkdtempSync(join(toolsFolder(), '.programs-'))
  // apt's own user walks in.
  chmodSync(work, 0o755)
  try {
    renameSync(await unpackPrivately(work, mirror, PACKAGES), place())
    return place()
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}
