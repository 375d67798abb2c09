import { constants, type Stats } from 'node:fs'
import { type FileHandle, lstat, open, readlink } from 'node:fs/promises'

/** Linux' own: what is opened so is held and nothing more, be it a device or a fifo. Node does not name it. */
const O_PATH = 0o10000000
const PIN = O_PATH | constants.O_NOFOLLOW
/** Nothing is waited for. */
const READ = constants.O_RDONLY | constants.O_NONBLOCK

/** Throws for what is not even to be asked what it is: who holds it by `fd` has asked nothing of it yet. */
export type Guard = (fd: number) => Promise<void>

/**
 * Something in a container's files that is held: whatever the container lays in its place meanwhile, this stays what it was. A
 * fifo or a device is not opened by being held, and no link is ever followed. Names are latin1, each byte a character.
 */
export class Pinned {
  readonly stats: Stats
  readonly #handle: FileHandle
  readonly #guard: Guard | null

  private constructor(handle: FileHandle, stats: Stats, guard: Guard | null) {
    this.#handle = handle
    this.stats = stats
    this.#guard = guard
  }

  /** What lies at a path of ours; `guard` is asked of all that is reached from there. Throws what the kernel says. */
  static async at(path: string, guard: Guard | null = null): Promise<Pinned> {
    return Pinned.#of(await open(path, O_PATH), guard)
  }

  static async #of(handle: FileHandle, guard: Guard | null): Promise<Pinned> {
    try {
      return new Pinned(handle, await handle.stat(), guard)
    } catch (error) {
      await handle.close()
      throw error
    }
  }

  get fd(): number {
    return this.#handle.fd
  }

  /** A second hold on the same. */
  again(): Promise<Pinned> {
    return Pinned.at(this.path(), this.#guard)
  }

  /** What lies in this folder; a link is held itself. Throws what the kernel and the guard say. */
  async open(name: string): Promise<Pinned> {
    const handle = await open(this.path(name), PIN)
    try {
      await this.#guard?.(handle.fd)
    } catch (error) {
      await handle.close()
      throw error
    }
    return Pinned.#of(handle, this.#guard)
  }

  /** The same; null where nothing lies there. */
  openIfThere(name: string): Promise<Pinned | null> {
    return this.open(name).catch(orNull)
  }

  async look(name: string): Promise<Stats | null> {
    if (!this.#guard) return lstat(this.path(name)).catch(orNull)
    const node = await this.openIfThere(name)
    await node?.close()
    return node?.stats ?? null
  }

  /** The bytes of a link's target. */
  async linkTarget(name: string): Promise<string> {
    return (await readlink(this.path(name), { encoding: 'buffer' })).toString('latin1')
  }

  /** To be read: the very thing that is held, which is to be a file or a folder. */
  reopen(): Promise<FileHandle> {
    return open(this.path(), READ)
  }

  /** For a call of the kernel: this, or a name in it. It leads through the descriptor, and so through no link of a container's. */
  path(): string
  path(name: string): Buffer
  path(name?: string): string | Buffer {
    const own = `/proc/self/fd/${this.#handle.fd}`
    return name === undefined ? own : Buffer.from(`${own}/${name}`, 'latin1')
  }

  async close(): Promise<void> {
    await this.#handle.close()
  }
}

/** null for what the kernel says where nothing lies; throws the rest. */
function orNull(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null
  throw error
}
