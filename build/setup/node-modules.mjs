import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './run.mjs'

const ROOT = join(import.meta.dirname, '../..')

/** @param {string} file @returns {Record<string, { version?: string, optional?: boolean }> | undefined} */
function packagesIn(file) {
  try {
    return JSON.parse(readFileSync(join(ROOT, file), 'utf8')).packages
  } catch {
    return undefined
  }
}

/**
 * Compares the lock file with what npm wrote down after its last complete installation.
 * @returns {string | undefined} what is wrong, or nothing
 */
export function nodeModulesProblem() {
  const installed = packagesIn('node_modules/.package-lock.json')
  if (!installed) return 'not installed'
  const stale = Object.entries(packagesIn('package-lock.json') ?? {}).find(([path, locked]) => {
    const present = installed[path]
    return path && (present ? present.version !== locked.version : !locked.optional)
  })
  return stale && `older than package-lock.json (${stale[0].replace(/^.*node_modules\//, '')})`
}

/** Installs exactly what the lock file says; .npmrc keeps packages from running scripts of their own. */
export const installNodeModules = () =>
  run(['npm', 'ci', '--no-audit', '--no-fund', '--include=dev'], { cwd: ROOT })
