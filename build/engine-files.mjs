import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')
const MODULES = join(ROOT, 'node_modules')

/** Modules with machine code, which no bundle can hold. */
export const NATIVE_MODULES = /** @type {const} */ (['node-unix-socket'])

/**
 * The bundle and the modules it needs outside of it, of this machine's kind.
 * @returns {[from: string, to: string][]} absolute, and below the engine's folder
 */
export const engineFiles = () => [
  [join(ROOT, 'out/headless/main.cjs'), 'main.cjs'],
  ...NATIVE_MODULES.flatMap(withBinaries).map(
    (name) => /** @type {[string, string]} */ ([join(MODULES, name), join('node_modules', name)]),
  ),
]

/** Their machine code lies in a module of its own for each kind of machine. @param {string} name */
function withBinaries(name) {
  const { optionalDependencies } = JSON.parse(
    readFileSync(join(MODULES, name, 'package.json'), 'utf8'),
  )
  const binaries = Object.keys(optionalDependencies).filter((one) => existsSync(join(MODULES, one)))
  if (binaries.length === 0) throw new Error(`${name} has no machine code for this machine`)
  return [name, ...binaries]
}

/** @param {string} prefix where it will lie */
const launcher = (prefix) => `#!/bin/sh
unset NODE_OPTIONS NODE_PATH
exec ${prefix}/node ${prefix}/engine/main.cjs "$@"
`

/**
 * Lays the engine with its own Node into the new folder `to`, readable by all and writable by its owner alone: `node`,
 * `engine/`, and `runcible-engine`, which starts the one with the other. Copies, so they belong to who runs this.
 * @param {string} to @param {{ node: string, prefix?: string }} options node: the binary; prefix: where `to` will lie in the end
 */
export function layEngine(to, { node, prefix = to }) {
  mkdirSync(to, { mode: 0o755 })
  cpSync(node, join(to, 'node'), { dereference: true })
  for (const [from, name] of engineFiles()) {
    mkdirSync(dirname(join(to, 'engine', name)), { recursive: true })
    cpSync(from, join(to, 'engine', name), { recursive: true, dereference: true, filter: isNeeded })
  }
  writeFileSync(join(to, 'runcible-engine'), launcher(prefix))
  onlyOwnerWrites(to)
  for (const name of ['node', 'runcible-engine']) chmodSync(join(to, name), 0o755)
}

/** Of a module: what runs, and whose it is. @param {string} path */
const isNeeded = (path) =>
  statSync(path).isDirectory() || /(\.(c?js|node)|package\.json|LICENSE)$/.test(path)

/** Copies keep the modes of a checkout, where a group may write. @param {string} folder */
function onlyOwnerWrites(folder) {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) onlyOwnerWrites(path)
    else chmodSync(path, 0o644)
  }
}
