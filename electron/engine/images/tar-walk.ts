import { RuncibleError } from '../../../shared/errors.ts'

const BLOCK = 512
/** Names and attributes of one entry; what is longer is an attack. */
const MAX_EXTENSION = 1024 * 1024

/** One entry of a tar, as far as it matters before it is unpacked. */
export interface TarEntry {
  name: string
  /** tar's type flag: 0 file, 1 hard link, 2 symbolic link, 3 and 4 devices, 5 folder, 6 fifo */
  type: string
  linkName: string
  /** bytes that it has once unpacked; a sparse file's holes included */
  size: number
}

/**
 * Reads the headers of a tar as its bytes go by (ustar, pax, GNU long names and sparse files) and tells each entry. Throws
 * `invalid-input` where it is none.
 */
export class TarWalk {
  readonly #tell: (entry: TarEntry) => void
  #rest = Buffer.alloc(0)
  /** bytes of contents and padding still to be passed over */
  #skip = 0
  /** contents of an extension header being gathered */
  #gather: { type: string; left: number; chunks: Buffer[] } | null = null
  #pax: Record<string, string> = {}
  #longName = ''
  #longLink = ''

  constructor(tell: (entry: TarEntry) => void) {
    this.#tell = tell
  }

  write(chunk: Buffer): void {
    let data = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk
    for (;;) {
      if (this.#gather) {
        const part = data.subarray(0, this.#gather.left)
        this.#gather.chunks.push(Buffer.from(part))
        this.#gather.left -= part.length
        data = data.subarray(part.length)
        if (this.#gather.left > 0) break
        this.#extension(this.#gather.type, Buffer.concat(this.#gather.chunks))
        this.#gather = null
      }
      const passed = Math.min(this.#skip, data.length)
      this.#skip -= passed
      data = data.subarray(passed)
      if (this.#skip > 0 || data.length < BLOCK) break
      this.#header(data.subarray(0, BLOCK))
      data = data.subarray(BLOCK)
    }
    this.#rest = Buffer.from(data)
  }

  #header(block: Buffer): void {
    if (block.every((byte) => byte === 0)) return
    requireChecksum(block)
    const type = String.fromCharCode(block[156] || 48)
    const stored = number(block.subarray(124, 136))
    const padding = (BLOCK - (stored % BLOCK)) % BLOCK
    if ('xgLK'.includes(type)) {
      if (stored > MAX_EXTENSION) throw notTar('a header is longer than 1 MiB')
      this.#gather = { type, left: stored, chunks: [] }
      this.#skip = padding
      return
    }
    const size = Number(this.#pax.size ?? stored)
    if (!Number.isSafeInteger(size) || size < 0) throw notTar('an entry has no size')
    // Links have none, whatever they say.
    this.#skip = '12'.includes(type) ? 0 : size + ((BLOCK - (size % BLOCK)) % BLOCK)
    const sparse = type === 'S' ? number(block.subarray(483, 495)) : 0
    const real = Number(this.#pax['GNU.sparse.realsize'] ?? this.#pax['GNU.sparse.size'] ?? sparse)
    this.#tell({
      name: this.#pax['GNU.sparse.name'] ?? this.#pax.path ?? (this.#longName || ustarName(block)),
      type,
      linkName: this.#pax.linkpath ?? (this.#longLink || string(block.subarray(157, 257))),
      size: Math.max(size, Number.isFinite(real) ? real : Number.MAX_SAFE_INTEGER),
    })
    this.#pax = {}
    this.#longName = ''
    this.#longLink = ''
  }

  #extension(type: string, bytes: Buffer): void {
    if (type === 'L') this.#longName = string(bytes)
    if (type === 'K') this.#longLink = string(bytes)
    if (type === 'x') this.#pax = parsePax(bytes)
  }
}

function parsePax(bytes: Buffer): Record<string, string> {
  const found: Record<string, string> = Object.create(null)
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(32, at)
    const length = Number(bytes.toString('latin1', at, space))
    if (space < 0 || !Number.isInteger(length) || length <= 0)
      throw notTar('a pax header is broken')
    const record = bytes.toString('utf8', space + 1, at + length - 1)
    const equals = record.indexOf('=')
    found[record.slice(0, equals)] = record.slice(equals + 1)
    at += length
  }
  return found
}

const string = (field: Buffer) => {
  const end = field.indexOf(0)
  return field.toString('utf8', 0, end < 0 ? field.length : end)
}

function ustarName(block: Buffer): string {
  const prefix =
    block.toString('latin1', 257, 262) === 'ustar' ? string(block.subarray(345, 500)) : ''
  const isGnu = block.toString('latin1', 257, 265) === 'ustar  \0'
  const name = string(block.subarray(0, 100))
  return prefix && !isGnu ? `${prefix}/${name}` : name
}

/** Octal text, or GNU's base 256 where the first bit is set. */
function number(field: Buffer): number {
  const first = field[0] ?? 0
  if (first & 0x80) {
    return field.subarray(1).reduce((sum, byte) => sum * 256 + byte, first & 0x7f)
  }
  return Number.parseInt(string(field).trim() || '0', 8)
}

/** Over all bytes, the checksum's own taken as spaces. */
function requireChecksum(block: Buffer): void {
  const wanted = number(block.subarray(148, 156))
  const sum = block.reduce((so, byte, at) => so + (at >= 148 && at < 156 ? 32 : byte), 0)
  if (sum !== wanted) throw notTar('a header’s checksum is wrong')
}

const notTar = (said: string) =>
  new RuncibleError('invalid-input', `a layer of the image is no tar: ${said}`, { said })
