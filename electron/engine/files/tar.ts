import type { Stats } from 'node:fs'
import { RuncibleError } from '../../../shared/errors.ts'
import { deviceNumbers } from '../bundle/device-numbers.ts'
import { typeOf } from '../outgoing/look.ts'
import { Turns } from '../turns.ts'
import { namesIn } from './entries.ts'
import type { ContainerGround } from './ground.ts'
import { toTold } from './names.ts'
import type { Pinned } from './pinned.ts'
import { joined, MOST_DEEP } from './walk.ts'

const BLOCK = 512
const PIECE = 256 * 1024
/** So many of what was left out are named. */
const MOST_NAMED = 5

/** What a header says of a member; its numbers in it are bounded as tar has them. */
const TYPES = {
  file: 'File',
  folder: 'Directory',
  link: 'SymbolicLink',
  fifo: 'FIFO',
  device: 'CharacterDevice',
} as const

/**
 * A container's files as a tar, piece by piece as somebody takes them: what is in it is never in memory whole. Each thing is held
 * before it is looked at, and no link is followed; filesystems of the kernel's own are left out, and what cannot be read.
 */
export class TarOfFiles {
  readonly #ground: ContainerGround
  readonly #signal: AbortSignal
  readonly #turns = new Turns()
  readonly #left: string[] = []
  #changed = 0

  constructor(ground: ContainerGround, signal: AbortSignal) {
    this.#ground = ground
    this.#signal = signal
  }

  /** What is not in it, or not as one would think, once all is read: a sentence each. */
  get notes(): string[] {
    const named = this.#left.slice(0, MOST_NAMED).join(', ')
    const more = this.#left.length - MOST_NAMED
    return [
      ...(this.#left.length > 0
        ? [more > 0 ? `Left out: ${named} and ${more} more.` : `Left out: ${named}.`]
        : []),
      ...(this.#changed > 0
        ? [`${this.#changed} files changed while they were read: of those it has what was there.`]
        : []),
    ]
  }

  /** `path`: bytes of the real path of the folder in which they lie. */
  async *of(folder: Pinned, path: string, names: readonly string[]): AsyncGenerator<Buffer> {
    for (const name of names) yield* this.#member(folder, joined(path, name), name, name, 0)
    yield Buffer.alloc(2 * BLOCK)
  }

  async *#member(
    folder: Pinned,
    path: string,
    name: string,
    as: string,
    depth: number,
  ): AsyncGenerator<Buffer> {
    await this.#turns.next(this.#signal)
    let node: Pinned | null
    try {
      node = await folder.openIfThere(name)
    } catch (error) {
      return this.#leave(unread(toTold(path), error))
    }
    if (!node) return
    try {
      const type = typeOf(node.stats)
      if (type === 'socket') return
      if (type === 'folder') return yield* this.#folder(node, path, as, depth)
      if (type === 'file') return yield* this.#file(node, path, as)
      const isLink = type === 'link'
      const linkpath = isLink ? await folder.linkTarget(name).catch(() => null) : undefined
      if (linkpath === null) return this.#leave(`${toTold(path)} (it has become something else)`)
      yield await this.#header(as, TYPES[type], node.stats, 0, linkpath)
    } finally {
      await node.close()
    }
  }

  async *#folder(node: Pinned, path: string, as: string, depth: number): AsyncGenerator<Buffer> {
    if (await this.#ground.isKernels(node)) return this.#leave(`${toTold(path)} (the kernel’s own)`)
    if (depth > MOST_DEEP) return this.#leave(`${toTold(path)} (too deep)`)
    yield await this.#header(`${as}/`, 'Directory', node.stats, 0)
    let names: readonly string[]
    try {
      const found = await namesIn(node, undefined, this.#signal)
      if (found.truncated) this.#leave(`${toTold(path)} (more than is read)`)
      names = [...found.names.keys()].sort()
    } catch (error) {
      this.#signal.throwIfAborted()
      return this.#leave(unread(toTold(path), error))
    }
    for (const name of names) {
      yield* this.#member(node, joined(path, name), name, `${as}/${name}`, depth + 1)
    }
  }

  /** As long as its header says, whatever becomes of it meanwhile. */
  async *#file(node: Pinned, path: string, as: string): AsyncGenerator<Buffer> {
    const file = await node.reopen().catch((error) => this.#leave(unread(toTold(path), error)))
    if (!file) return
    try {
      const { size } = node.stats
      yield await this.#header(as, 'File', node.stats, size)
      let left = size
      while (left > 0) {
        this.#signal.throwIfAborted()
        const most = Math.min(PIECE, left)
        const read = await file.read(Buffer.allocUnsafe(most), 0, most, size - left)
        if (read.bytesRead === 0) break
        left -= read.bytesRead
        yield read.buffer.subarray(0, read.bytesRead)
      }
      if (left > 0) this.#changed++
      while (left > 0) {
        const zeros = Math.min(PIECE, left)
        left -= zeros
        yield Buffer.alloc(zeros)
      }
      const rest = size % BLOCK
      if (rest > 0) yield Buffer.alloc(BLOCK - rest)
    } finally {
      await file.close()
    }
  }

  async #header(
    raw: string,
    type: (typeof TYPES)[keyof typeof TYPES],
    stats: Stats,
    size: number,
    linkpath?: string,
  ): Promise<Buffer> {
    const { user, group, ...ids } = this.#ground.owners.of(stats)
    const device = deviceNumbers(stats)
    return headerOf({
      path: textOf(raw),
      type: type === 'CharacterDevice' && device.type === 'b' ? 'BlockDevice' : type,
      mode: stats.mode & 0o7777,
      mtime: stats.mtime,
      size,
      ...ids,
      ...(user && { uname: user }),
      ...(group && { gname: group }),
      ...(linkpath !== undefined && { linkpath: textOf(linkpath) }),
      ...(type === 'CharacterDevice' && { devmaj: device.major, devmin: device.minor }),
    })
  }

  /** `what`: its path and, in brackets, why. */
  #leave(what: string): null {
    this.#left.push(what)
    return null
  }
}

/** A name that is no UTF-8 loses what is none of it: a tar's long names are text. */
const textOf = (raw: string) => Buffer.from(raw, 'latin1').toString('utf8')

/** What could not be read, and why. */
function unread(path: string, error: unknown): string {
  if (error instanceof RuncibleError) return `${path} (a program serves it)`
  const { code } = error as NodeJS.ErrnoException
  return code ? `${path} (${code})` : `${path} (it could not be read)`
}

type Member = Record<string, unknown> & { path: string; size: number }

/** What a short header has no room for goes into one of pax before it. The library is loaded with the first archive. */
async function headerOf(member: Member): Promise<Buffer> {
  const [{ Header }, { Pax }] = await Promise.all([import('tar/header'), import('tar/pax')])
  const block = Buffer.alloc(BLOCK)
  const header = new Header(member as never)
  if (!header.encode(block, 0)) return block
  const { path, linkpath, mtime, size, uid, gid } = header
  const pax = new Pax({ path, linkpath, mtime, size, uid, gid } as never).encode()
  return Buffer.concat([pax, block])
}
