import type { Parser, ReadEntry } from 'tar'
import { RuncibleError } from '../../../shared/errors.ts'

/** Names and attributes of one entry; what is longer is an attack. */
const MAX_EXTENSION = 1024 * 1024
const BLOCK = 512
/** The first byte of gzip, and of no name: the parser would unpack it unasked. */
const GZIP = 0x1f

/** What layers are made of, by tar's name of it. umoci unpacks no other kind. */
const KINDS: ReadonlySet<string> = new Set([
  'File',
  'OldFile',
  'Link',
  'SymbolicLink',
  'CharacterDevice',
  'BlockDevice',
  'Directory',
  'FIFO',
])
/** Those without contents: readers disagree on what follows a header that gives them some. */
const EMPTY: ReadonlySet<string> = new Set([
  'Link',
  'SymbolicLink',
  'CharacterDevice',
  'BlockDevice',
  'FIFO',
])

/** One entry of a tar, as far as it matters before it is unpacked. */
export interface TarEntry {
  name: string
  /** as node-tar calls it: File, Link, SymbolicLink, Directory, CharacterDevice … */
  type: string
  linkName: string
  /** every other name that some reader could take of its extension headers */
  otherNames: string[]
  /** the same of what it links to */
  otherLinks: string[]
  /** bytes that it has once unpacked; a sparse file's holes included */
  size: number
  /** permission bits, with set-user-id and the like */
  mode: number
  /** it has capabilities of its own once unpacked */
  capable: boolean
}

/** Takes the contents of an entry as they go by. */
export interface Receiver {
  write(chunk: Buffer): void
  end(): void
}

export interface WalkOptions {
  tell(entry: TarEntry): void
  /** what is read, for refusals */
  what?: string
  /** who takes the contents of an entry that was told; null: nobody */
  receive?(entry: TarEntry): Receiver | null
}

/**
 * Reads the headers of a tar as its bytes go by, and tells each entry: node-tar's parser, strict. umoci's reader (Go's) is
 * another one, so what the two could read differently is either told in every way that it can be read, or refused. Throws
 * `invalid-input` where it is no tar, or holds what no layer does.
 */
export class TarWalk {
  readonly #parser: Parser
  readonly #options: WalkOptions
  /** extension headers of the entry that follows them, as text */
  #extensions: string[] = []
  /** the beginning of a character whose end has not come yet */
  #rest: Buffer = Buffer.alloc(0)
  #length = 0
  #over = false

  private constructor(parser: Parser, options: WalkOptions) {
    this.#parser = parser
    this.#options = options
    parser.on('meta', (text: string) => this.#extensions.push(text))
    parser.on('ignoredEntry', (entry: ReadEntry) => void this.#entry(entry))
    parser.on('entry', (entry: ReadEntry) => this.#hand(entry))
    parser.on('eof', () => {
      this.#over = true
    })
    parser.on('error', (error: Error) => {
      throw this.#notTar(error.message.replace(/^TAR_\w+: /, ''))
    })
  }

  /** The parser is loaded with the first layer: nothing else needs it. */
  static async open(options: WalkOptions): Promise<TarWalk> {
    const { Parser } = await import('tar/parse')
    const parser = new Parser({
      strict: true,
      maxMetaEntrySize: MAX_EXTENSION,
      brotli: false,
      zstd: false,
      // Told, and passed over, where nobody takes it.
      filter: () => options.receive !== undefined,
    })
    return new TarWalk(parser, options)
  }

  write(chunk: Buffer): void {
    if (this.#length === 0 && chunk[0] === GZIP) throw this.#notTar('it is packed once more')
    this.#length += chunk.length
    // What follows the end is nobody's, and the parser would keep it.
    if (this.#over) return
    // The parser makes text of every piece for itself, and would lose a name that is cut in a character.
    const data = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk
    const whole = endOfCharacters(data)
    this.#rest = Buffer.from(data.subarray(whole))
    if (whole > 0) this.#parser.write(data.subarray(0, whole))
  }

  /** All of it was written. Throws where something is missing. */
  end(): void {
    if (this.#over || this.#length === 0) return
    if (this.#length % BLOCK !== 0) throw this.#notTar('it is cut off')
    if (this.#rest.length > 0) this.#parser.write(this.#rest)
    this.#parser.end()
  }

  /** Its contents go to who takes them, and to nobody else. */
  #hand(entry: ReadEntry): void {
    const told = this.#entry(entry)
    const receiver = this.#options.receive?.(told)
    if (!receiver) {
      entry.resume()
      return
    }
    entry.on('end', () => receiver.end())
    entry.on('data', (chunk: Buffer) => receiver.write(chunk))
  }

  #entry(entry: ReadEntry): TarEntry {
    const { type } = entry
    if (entry.meta) throw this.#notTar('a header is longer than 1 MiB')
    if (!KINDS.has(type)) throw this.#notTar(`it holds a ${type}, which no such archive does`)
    if (entry.globalExtended) throw this.#notTar('it has headers for all entries')
    if (EMPTY.has(type) && entry.size > 0) throw this.#notTar(`a ${type} has contents`)
    const extensions = this.#extensions
    this.#extensions = []
    const values = (...keys: string[]) => extensions.flatMap((text) => valuesOf(text, keys))
    const sizes = values('size', 'GNU.sparse.realsize', 'GNU.sparse.size').map(Number)
    const told: TarEntry = {
      name: entry.path,
      type,
      linkName: entry.linkpath ?? '',
      otherNames: values('path', 'GNU.sparse.name'),
      otherLinks: values('linkpath'),
      size: Math.max(entry.size, ...sizes.map(sizeOrAll)),
      mode: entry.mode ?? 0,
      capable: values('SCHILY.xattr.security.capability').length > 0,
    }
    this.#options.tell(told)
    return told
  }

  #notTar(said: string): RuncibleError {
    const { what = 'a layer of the image' } = this.#options
    return new RuncibleError('invalid-input', `${what} is no tar: ${said}`, { said })
  }
}

const sizeOrAll = (size: number) =>
  Number.isFinite(size) && size >= 0 ? size : Number.MAX_SAFE_INTEGER

/** How many of its bytes end with a whole character, for a text; no more than three do not. */
function endOfCharacters(data: Buffer): number {
  for (let back = 0; back < Math.min(4, data.length); back++) {
    if ((data[data.length - 1 - back] ?? 0) < 0x80) return data.length - back
  }
  return data.length < 4 ? 0 : data.length
}

/** A line of a pax header: `LENGTH KEY=VALUE`. */
const RECORD = /(?<=^|\n)(\d+) ([^\n=]+)=([^\n]*)/g

/**
 * What a pax header has under `keys`. A record whose length is not that of its line goes on in the next ones, or is no text;
 * it is taken for all of the rest then, which is more than any reader takes.
 */
function valuesOf(text: string, keys: readonly string[]): string[] {
  const values: string[] = []
  for (const { 0: line, 1: length, 2: key = '', 3: value = '', index } of text.matchAll(RECORD)) {
    if (!keys.includes(key)) continue
    values.push(value)
    if (Number(length) === Buffer.byteLength(line) + 1) continue
    values.push(text.slice(index))
    break
  }
  return values
}
