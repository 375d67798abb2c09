import { constants, type Stats } from 'node:fs'
import { lstat, open } from 'node:fs/promises'

/**
 * A file that others write, read again only when it was written anew. It may be hostile: no link is followed, nothing is waited
 * for, and no more than `most` bytes are read.
 */
export class OthersFile<T> {
  readonly path: string
  readonly #most: number
  readonly #parse: (text: string) => T
  #known: { mark: string; uid: number; value: T } | null = null

  /** `parse` throws what it cannot take. */
  constructor(path: string, most: number, parse: (text: string) => T) {
    this.path = path
    this.#most = most
    this.#parse = parse
  }

  /** What it says now, and whose it is. Throws ENOENT where it is not there, and what is wrong with it otherwise. */
  async read(): Promise<{ value: T; uid: number }> {
    // Looked at often, and hardly ever new: that costs one question instead of three.
    const known = this.#known
    if (known && known.mark === markOf(await lstat(this.path))) return known
    const { O_RDONLY, O_NONBLOCK, O_NOFOLLOW } = constants
    const file = await open(this.path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW)
    try {
      const found = await file.stat()
      if (!found.isFile()) throw new Error('it is no ordinary file')
      if (found.size > this.#most) throw new Error(`it is longer than ${this.#most} bytes`)
      // It may grow while it is read.
      const { buffer, bytesRead } = await file.read(Buffer.alloc(found.size), 0, found.size, 0)
      const value = this.#parse(buffer.toString('utf8', 0, bytesRead))
      this.#known = { mark: markOf(found), uid: found.uid, value }
      return this.#known
    } finally {
      await file.close()
    }
  }
}

/** Another one where it was written anew, or something else lies there; its kind is in the mode. */
const markOf = ({ dev, ino, mode, size, mtimeMs, uid }: Stats) =>
  [dev, ino, mode, size, mtimeMs, uid].join()
