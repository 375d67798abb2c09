import { join } from 'node:path'
import { runnerImport } from 'vite'

/**
 * Loads TypeScript of the benchmark, and what it imports of the project, without leaving files behind: Node 20 cannot.
 * @template T
 * @param {string} path below this folder
 * @returns {Promise<T>} its exports
 */
export async function load(path) {
  const { module } = await runnerImport(join(import.meta.dirname, path), {
    configFile: false,
    root: join(import.meta.dirname, '../..'),
    logLevel: 'error',
  })
  return /** @type {T} */ (module)
}
