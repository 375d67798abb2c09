import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { run } from './setup/run.mjs'

export const ROOT = join(import.meta.dirname, '..')
const STAMP = join(ROOT, 'out/.sources')

/** All that the bundles are made from. */
const SOURCES = [
  'shared',
  'electron',
  'renderer',
  'build/electron.vite.config.ts',
  'build/headless.vite.config.ts',
  'package-lock.json',
  'tsconfig.json',
]

/** The bundlers and what each is told. */
const BUNDLES = /** @type {const} */ ([
  ['node_modules/electron-vite/bin/electron-vite.js', 'build/electron.vite.config.ts'],
  ['node_modules/vite/bin/vite.js', 'build/headless.vite.config.ts'],
])

/** What a complete build leaves. */
const RESULTS = [
  'out/main/index.cjs',
  'out/main/web.cjs',
  'out/headless/main.cjs',
  'out/preload/preload.cjs',
  'out/renderer/index.html',
]

/** @param {string} path below ROOT @returns {string[]} a line for each file: path, size, time of change */
function fingerprints(path) {
  const full = join(ROOT, path)
  const stat = statSync(full)
  if (!stat.isDirectory()) return [`${path} ${stat.size} ${stat.mtimeMs}`]
  return readdirSync(full)
    .sort()
    .flatMap((name) => fingerprints(join(path, name)))
}

/** @returns {string} changes with any file added, taken away or written */
const sourcesNow = () =>
  createHash('sha256').update(SOURCES.flatMap(fingerprints).join('\n')).digest('hex')

/** @returns {boolean} true when out/ was built from the sources as they are */
export function isCompiled() {
  const complete = RESULTS.every((path) => existsSync(join(ROOT, path)))
  return complete && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === sourcesNow()
}

/**
 * Builds main, preload, renderer and the engine without a window into out/ where the sources changed since the last time.
 * @throws {import('./setup/run.mjs').ProgramError} with the bundler's last lines
 */
export async function compile() {
  if (isCompiled()) return
  const started = Date.now()
  process.stdout.write('Building the app … ')
  // Taken before: a file written during the build makes the next start build again.
  const sources = sourcesNow()
  rmSync(STAMP, { force: true })
  for (const [cli, config] of BUNDLES) {
    await run([process.execPath, join(ROOT, cli), 'build', '--config', config], { cwd: ROOT })
  }
  mkdirSync(join(ROOT, 'out'), { recursive: true })
  writeFileSync(STAMP, sources)
  console.log(`done, ${((Date.now() - started) / 1000).toFixed(1)} s`)
}
