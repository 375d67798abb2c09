import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  type Stats,
} from 'node:fs'

const FOLDER = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW
/** A fifo is not waited for. */
const FILE = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

/**
 * A folder held open: what lies in it is reached through it, so that a container that runs cannot lead anybody elsewhere by
 * laying a link where a folder was. Names are latin1, each byte a character, for they need not be UTF-8.
 */
export class OpenFolder {
  readonly #fd: number
  private constructor(fd: number) {
    this.#fd = fd
  }

  /** Throws what the kernel says. */
  static at(path: string): OpenFolder {
    return new OpenFolder(openSync(path, FOLDER))
  }

  /** In the order of their bytes. */
  names(): string[] {
    return readdirSync(this.#path(''), { encoding: 'latin1' }).sort()
  }

  /** What lies under a name, links not followed; null where nothing does. */
  look(name: string): Stats | null {
    return lstatSync(this.#path(name), { throwIfNoEntry: false }) ?? null
  }

  /** null where it is no folder (any more). Throws what else the kernel says. */
  open(name: string): OpenFolder | null {
    try {
      return new OpenFolder(openSync(this.#path(name), FOLDER))
    } catch (error) {
      if (isGone(error)) return null
      throw error
    }
  }

  /** The beginning of a file, at most so many bytes; null where it is none (any more). Throws what else the kernel says. */
  read(name: string, bytes: number): Buffer | null {
    let file: number
    try {
      file = openSync(this.#path(name), FILE)
    } catch (error) {
      if (isGone(error)) return null
      throw error
    }
    try {
      if (!fstatSync(file).isFile()) return null
      const into = Buffer.alloc(bytes)
      return into.subarray(0, readSync(file, into, 0, bytes, 0))
    } finally {
      closeSync(file)
    }
  }

  /** Where a link leads; null where it is none (any more). */
  linkTarget(name: string): string | null {
    try {
      return readlinkSync(this.#path(name))
    } catch {
      return null
    }
  }

  close(): void {
    closeSync(this.#fd)
  }

  #path(name: string): Buffer {
    return Buffer.from(`/proc/self/fd/${this.#fd}/${name}`, 'latin1')
  }
}

/** All of them, or none: where one cannot be opened, those before it are closed again. Throws what that one throws. */
export function openAll<T extends OpenFolder | null>(openers: readonly (() => T)[]): T[] {
  const opened: T[] = []
  try {
    for (const open of openers) opened.push(open())
    return opened
  } catch (error) {
    closeAll(opened)
    throw error
  }
}

export function closeAll(folders: readonly (OpenFolder | null)[]): void {
  for (const folder of folders) folder?.close()
}

/** What the kernel says where something else lies, or nothing. */
const isGone = (error: unknown) =>
  ['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO'].includes((error as NodeJS.ErrnoException).code ?? '')
