import { randomBytes } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  type PathLike,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { access, constants, link, lstat, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'
import { RuncibleError } from '../../../shared/errors.ts'
import { removeFolder } from '../bundle/remove.ts'
import { endLeftPrograms } from '../runtime/left-programs.ts'

/** How what is not finished is called, beside where it is to be. */
const PARTIAL = /^\..*\.runcible-[0-9a-f]{16}$/

/**
 * Where something is to be written outside of the engine's own folders. It is made under another name beside that, and takes
 * its own when it is whole; a note of it in `notes` lets the next start remove what an engine that died has left.
 */
export class Targets {
  readonly #notes: string
  readonly #state: string

  /** `state`: the engine's own folder, into which nothing is written so. */
  constructor(notes: string, state: string) {
    this.#notes = notes
    this.#state = state
  }

  /** Removes what an earlier engine was in the middle of; `say` hears of it. */
  async clear(say: (text: string) => void): Promise<void> {
    mkdirSync(this.#notes, { recursive: true, mode: 0o700 })
    for (const name of readdirSync(this.#notes)) {
      const note = join(this.#notes, name)
      try {
        const partial = readFileSync(note, 'utf8')
        if (PARTIAL.test(basename(partial)) && (await removed(partial))) {
          say(`${partial} was removed: an earlier engine had ended before it was whole`)
        }
        await rm(note, { force: true })
      } catch (error) {
        say(`${note} is left as it is: ${(error as Error).message}`)
      }
    }
  }

  /**
   * Has `work` make a file or a folder, which then lies at `path`. Throws with the field `path` where nothing can be put
   * there: `already-exists`, `not-found` (its folder), `permission-denied`, `invalid-input`. A failure leaves nothing.
   */
  async put<T>(path: string, work: (partial: string) => Promise<T>): Promise<T> {
    const place = await this.#free(path)
    const random = randomBytes(8).toString('hex')
    const partial = join(dirname(place), `.${basename(place).slice(0, 50)}.runcible-${random}`)
    const note = join(this.#notes, random)
    writeFileSync(note, partial, { mode: 0o600 })
    try {
      const value = await work(partial)
      await take(partial, place)
      return value
    } catch (error) {
      const { code, path: at = '', message } = error as NodeJS.ErrnoException
      throw code && at.startsWith(partial) ? refused(path, message) : error
    } finally {
      await removeFolder(partial)
      await rm(note, { force: true })
    }
  }

  /** Its real path. */
  async #free(path: string): Promise<string> {
    const name = basename(path)
    if (name === '' || name === '.' || name === '..') throw refused(path, 'it has no name')
    const parent = await realpath(dirname(path)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw refused(path, error.message)
      throw refused(path, `there is no folder ${dirname(path)}`, 'not-found')
    })
    if (!(await stat(parent)).isDirectory()) throw refused(path, `${parent} is no folder`)
    if (`${parent}${sep}`.startsWith(`${this.#state}${sep}`)) {
      throw refused(path, 'it lies in Runcible’s own folder')
    }
    const place = join(parent, name)
    if (await lstat(place).catch(() => null)) throw taken(place)
    await access(parent, constants.W_OK | constants.X_OK).catch(() => {
      throw refused(path, `this user may not write to ${parent}`, 'permission-denied')
    })
    return place
  }
}

/** What somebody laid there meanwhile stays (but for an empty folder). */
async function take(partial: string, place: string): Promise<void> {
  const isFolder = (await lstat(partial)).isDirectory()
  await (isFolder ? rename : moveFile)(partial, place).catch((error: NodeJS.ErrnoException) => {
    throw ['EEXIST', 'ENOTEMPTY', 'ENOTDIR'].includes(error.code ?? '')
      ? taken(place)
      : refused(place, error.message)
  })
}

/** By a second name, which takes no other file's place; where the filesystem has none, by renaming. */
export const moveFile = (partial: PathLike, place: PathLike) =>
  link(partial, place).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') throw error
    return rename(partial, place)
  })

async function removed(partial: string): Promise<boolean> {
  const there = existsSync(partial)
  await endLeftPrograms(partial)
  await removeFolder(partial)
  return there
}

const taken = (path: string) =>
  new RuncibleError('already-exists', `there is something at ${path} already`, {
    field: 'path',
    hint: 'Choose a path that is free; nothing is written over.',
  })

const refused = (
  path: string,
  why: string,
  code: 'invalid-input' | 'not-found' | 'permission-denied' = 'invalid-input',
) =>
  new RuncibleError(code, `nothing can be written to ${path}: ${why}`, {
    field: 'path',
    hint: 'Choose another path.',
  })
