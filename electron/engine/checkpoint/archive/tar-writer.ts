import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import type { Writable } from 'node:stream'

const BLOCK = 512
const PIECE = 1024 * 1024

/** Writes plain files one after another as a tar: node-tar's headers, read by node-tar, Go and GNU tar alike. */
export class TarWriter {
  /** sha256 of what was written, by name */
  readonly hashes: Record<string, string> = {}
  /** bytes of contents that were written */
  bytes = 0
  readonly #to: Writable
  readonly #signal: AbortSignal
  readonly #mtime = new Date()

  constructor(to: Writable, signal: AbortSignal) {
    this.#to = to
    this.#signal = signal
  }

  async folder(path: string): Promise<void> {
    await this.#write(
      await headerOf({ path, type: 'Directory', mode: 0o700, size: 0 }, this.#mtime),
    )
  }

  async text(path: string, text: string): Promise<void> {
    const bytes = Buffer.from(text)
    await this.#member(path, bytes.length, [bytes])
  }

  /** Of a file that nobody writes to. Throws where it is shorter or longer than `size` after all. */
  async file(path: string, from: string, size: number): Promise<void> {
    await this.#member(path, size, this.#contents(from))
  }

  /** Opened with the first read: before it nobody would hear of its errors. */
  async *#contents(from: string): AsyncGenerator<Buffer> {
    yield* createReadStream(from, { highWaterMark: PIECE, signal: this.#signal })
  }

  async end(): Promise<void> {
    await this.#write(Buffer.alloc(2 * BLOCK))
    this.#to.end()
  }

  async #member(
    path: string,
    size: number,
    contents: Iterable<Buffer> | AsyncIterable<Buffer>,
  ): Promise<void> {
    await this.#write(await headerOf({ path, type: 'File', mode: 0o600, size }, this.#mtime))
    const hash = createHash('sha256')
    let written = 0
    for await (const chunk of contents) {
      written += chunk.length
      if (written > size) break
      hash.update(chunk)
      await this.#write(chunk)
      this.bytes += chunk.length
    }
    if (written !== size) throw new Error(`${path} has changed while it was read`)
    this.hashes[path] = hash.digest('hex')
    await this.#write(Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK))
  }

  async #write(bytes: Buffer): Promise<void> {
    this.#signal.throwIfAborted()
    if (bytes.length === 0 || this.#to.write(bytes)) return
    await once(this.#to, 'drain', { signal: this.#signal })
  }
}

/** The library is loaded with the first archive: nothing else needs it. */
async function headerOf(
  about: { path: string; type: 'File' | 'Directory'; mode: number; size: number },
  mtime: Date,
): Promise<Buffer> {
  const { Header } = await import('tar/header')
  const block = Buffer.alloc(BLOCK)
  new Header({ ...about, uid: 0, gid: 0, mtime }).encode(block, 0)
  return block
}
