import { createHash } from 'node:crypto'
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { build, Platform } from 'electron-builder'
import { compile } from '../compile.mjs'
import { engineFiles } from '../engine-files.mjs'
import { run } from '../setup/run.mjs'
import { APP_ID, EXECUTABLE, PRODUCT, ROOT, SUMMARY, VERSION } from './about.mjs'
import { builderConfig } from './electron-builder.config.mjs'
import { allowInspect } from './fuses.mjs'

/**
 * The Electron that is packed.
 * @typedef {{ dist: string, version: string }} Electron dist: the folder that holds `electron` and its libraries
 */

/** @param {string} dist @returns {Electron} @throws {Error} where there is none */
export function electronIn(dist) {
  const file = join(dist, 'version')
  if (!existsSync(file)) throw new Error(`there is no Electron in ${dist}`)
  return { dist, version: readFileSync(file, 'utf8').trim().replace(/^v/, '') }
}

/** What of out/ is packed into the asar. */
const APP_PARTS = ['main', 'preload', 'renderer']

const ASAR = 'resources/app.asar'

/** The modes that installed files must have, whatever the checkout's were: nobody but their owner writes. */
const FOLDER = 0o755
const LIBRARY = 0o644

/**
 * Makes the program as a folder, ready to be installed: Electron with the asar, and the engine with its Node. Nothing is done
 * where it was made of the same before.
 * @param {{ electron: Electron, to: string, node?: string }} options to: replaced when anything changed
 * @returns {Promise<string>} the folder
 */
export async function makeDir({ electron, to, node = process.execPath }) {
  await compile()
  const made = join(to, '.made')
  const sources = fingerprint([electron.version, electron.dist, node, process.version])
  const folder = join(to, 'linux-unpacked')
  if (existsSync(made) && readFileSync(made, 'utf8') === sources) return folder
  await requireStandalone(node)
  rmSync(to, { recursive: true, force: true })
  const app = join(to, 'app')
  layApp(app)
  await build({
    projectDir: ROOT,
    targets: Platform.LINUX.createTarget('dir'),
    config: builderConfig({ app, output: to, electron, node }),
  })
  const unpacked = readdirSync(to).find((name) => name.endsWith('unpacked')) ?? ''
  if (join(to, unpacked) !== folder) renameSync(join(to, unpacked), folder)
  onlyOwnerWrites(folder)
  rmSync(app, { recursive: true })
  writeFileSync(made, sources)
  return folder
}

/**
 * The same program for Playwright: it differs in the inspect fuse alone, so all other files are the same ones. Nothing is
 * done where it was made of the same before: one may run.
 * @param {string} folder what makeDir made @param {string} to replaced
 * @returns {Promise<string>} `to`
 */
export async function makeInspectable(folder, to) {
  const binary = join(to, EXECUTABLE)
  const isOfItsOwn = existsSync(binary) && !isOneFile(join(folder, EXECUTABLE), binary)
  if (isOfItsOwn && isOneFile(join(folder, ASAR), join(to, ASAR))) return to
  rmSync(to, { recursive: true, force: true })
  await run(['cp', '--archive', '--link', folder, to])
  rmSync(binary)
  const copy = `${binary}.new`
  copyFileSync(join(folder, EXECUTABLE), copy)
  chmodSync(copy, FOLDER)
  await allowInspect(copy)
  renameSync(copy, binary)
  return to
}

/** @param {string} one @param {string} other */
const isOneFile = (one, other) => existsSync(other) && statSync(one).ino === statSync(other).ino

/** @param {string} app */
function layApp(app) {
  mkdirSync(app, { recursive: true })
  for (const part of APP_PARTS) {
    // The web host is the engine's in another process.
    cpSync(join(ROOT, 'out', part), join(app, 'out', part), {
      recursive: true,
      filter: (path) => !path.endsWith('web.cjs'),
    })
  }
  const about = {
    name: EXECUTABLE,
    productName: PRODUCT,
    desktopName: `${APP_ID}.desktop`,
    version: VERSION,
    description: SUMMARY,
    author: 'The Runcible authors',
    license: 'MIT',
    main: 'out/main/index.cjs',
  }
  writeFileSync(join(app, 'package.json'), `${JSON.stringify(about, null, 2)}\n`)
}

/** Debian's node is a small program around a library of the system's, which no other machine need have. @param {string} node */
async function requireStandalone(node) {
  const { stdout } = await run(['ldd', node])
  if (!stdout.includes('libnode')) return
  throw new Error(
    `${node} needs the system's libnode and cannot be packed. Run this by a Node that stands alone, as build/setup/node.sh brings.`,
  )
}

/** @param {string[]} besides @returns {string} changes with whatever the folder is made of */
function fingerprint(besides) {
  const own = [
    'build/packages',
    'out/main',
    'out/preload',
    'out/renderer',
    'build/engine-files.mjs',
  ]
  const paths = [...own.map((path) => join(ROOT, path)), ...engineFiles().map(([from]) => from)]
  const hash = createHash('sha256').update(besides.join('\n'))
  for (const path of paths.flatMap(filesOf)) {
    const { size, mtimeMs, mode } = statSync(path)
    hash.update(`${path} ${size} ${mtimeMs} ${mode}\n`)
  }
  return hash.digest('hex')
}

/** @param {string} path @returns {string[]} */
function filesOf(path) {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesOf(join(path, name)))
}

/** @param {string} name */
const isLibrary = (name) => /\.so(\.\d+)*$/.test(name)

/** @param {string} folder */
function onlyOwnerWrites(folder) {
  chmodSync(folder, FOLDER)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) onlyOwnerWrites(path)
    else if (isLibrary(entry.name)) chmodSync(path, LIBRARY)
    else if (entry.isFile()) chmodSync(path, statSync(path).mode & FOLDER)
  }
}
