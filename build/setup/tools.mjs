import { accessSync, constants, existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

/** Where root keeps the tools that Runcible brought along; the engine looks here too. */
export const SYSTEM_TOOLS = '/var/lib/runcible/tools'

/** True when this process may do everything: installing, dumping, mounting. */
export const isRoot = () => process.getuid?.() === 0

/**
 * The folder for tools of our own, as the engine computes it: RUNCIBLE_TOOLS, or root's, or the user's under XDG_DATA_HOME.
 * @returns {string} an absolute path; it need not exist
 */
export function toolsFolder() {
  if (process.env.RUNCIBLE_TOOLS) return process.env.RUNCIBLE_TOOLS
  if (isRoot()) return SYSTEM_TOOLS
  const data = process.env.XDG_DATA_HOME || join(homedir(), '.local/share')
  return join(data, 'runcible/tools')
}

/** Folders of administrators' programs, which an ordinary user's PATH leaves out on Debian. */
const SBIN = ['/usr/local/sbin', '/usr/sbin', '/sbin']

/**
 * Finds a program on PATH or in the sbin folders.
 * @param {string} name
 * @returns {string | undefined} its absolute path
 */
export function which(name) {
  const folders = [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), ...SBIN]
  return folders.map((folder) => join(folder, name)).find(isExecutable)
}

/** @param {string} path */
export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return existsSync(path)
  } catch {
    return false
  }
}
