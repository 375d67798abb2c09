import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Finds what would stop `npm ci`, or tell where packages come from: a registry that lacks the packages of foreign
 * platforms writes lock files without them (node-unix-socket's are kept by hand), and npm refuses such a file.
 * @param {string} [text] a lock file; the project's own by default
 * @returns {string[]} one line for each problem
 */
export function lockProblems(
  text = readFileSync(join(import.meta.dirname, '../package-lock.json'), 'utf8'),
) {
  /** @type {Record<string, { optionalDependencies?: Record<string, string>, resolved?: string }>} */
  const packages = JSON.parse(text).packages
  return Object.entries(packages).flatMap(([path, entry]) => {
    const absent = Object.keys(entry.optionalDependencies ?? {}).filter(
      (name) => !isLocked(packages, path, name),
    )
    return [
      ...absent.map((name) => `${path || 'the project'} may use ${name}, which has no entry`),
      ...(entry.resolved ? [`${path} names the registry it came from`] : []),
    ]
  })
}

/** Looks where Node would: beside the package, then in each folder above. */
function isLocked(
  /** @type {Record<string, unknown>} */ packages,
  /** @type {string} */ path,
  /** @type {string} */ name,
) {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    if (`${at ? `${at}/` : ''}node_modules/${name}` in packages) return true
    if (!at) return false
  }
}
