import { closeSync, constants, lstatSync, openSync, readdirSync, type Stats } from 'node:fs'

const FOLDER = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW

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
      const { code = '' } = error as NodeJS.ErrnoException
      if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(code)) return null
      throw error
    }
  }

  close(): void {
    closeSync(this.#fd)
  }

  #path(name: string): Buffer {
    return Buffer.from(`/proc/self/fd/${this.#fd}/${name}`, 'latin1')
  }
}
