import { Buffer } from 'node:buffer'

const BLOCK = 512

/** One entry of a tar made by hand, with whatever name and type a test wants. */
export interface Entry {
  name: string
  /** as tar's type flag; a file where absent, a folder where the name ends with a slash */
  type?: string
  content?: Buffer | string
  /** what the header says of the size, where it is not the content's */
  size?: number
  mode?: number
  uid?: number
  gid?: number
  link?: string
  /** device numbers */
  device?: readonly [major: number, minor: number]
  /** what a sparse file (type S) has once unpacked */
  realSize?: number
  /** seconds since 1970 */
  time?: number
  /** records of a pax header before it: a longer name, extended attributes as SCHILY.xattr.NAME */
  pax?: Record<string, string | Buffer>
}

/** A tar of these entries, in this order: nothing is made better than it was asked for. */
export const tar = (entries: readonly Entry[]): Buffer =>
  Buffer.concat([...entries.flatMap(parts), Buffer.alloc(2 * BLOCK)])

function parts(entry: Entry): Buffer[] {
  const content = Buffer.from(entry.content ?? '')
  const padding = (BLOCK - (content.length % BLOCK)) % BLOCK
  const records = Object.entries(entry.pax ?? {}).map(([key, value]) => paxRecord(key, value))
  const before = records.length > 0 ? parts(paxEntry(Buffer.concat(records))) : []
  return [...before, header(entry, entry.size ?? content.length), content, Buffer.alloc(padding)]
}

const paxEntry = (content: Buffer): Entry => ({ name: 'pax', type: 'x', content })

/** `LENGTH key=value`, of which the length counts its own digits too. */
function paxRecord(key: string, value: string | Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), Buffer.from(value), Buffer.from('\n')])
  let length = rest.length
  while (length !== rest.length + String(length).length)
    length = rest.length + String(length).length
  return Buffer.concat([Buffer.from(String(length)), rest])
}

function header(entry: Entry, size: number): Buffer {
  const block = Buffer.alloc(BLOCK)
  const type = entry.type ?? (entry.name.endsWith('/') ? '5' : '0')
  const octal = (value: number, at: number, length: number) =>
    block.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1')
  block.write(entry.name, 0, 100)
  octal(entry.mode ?? (type === '5' ? 0o755 : 0o644), 100, 8)
  octal(entry.uid ?? 0, 108, 8)
  octal(entry.gid ?? 0, 116, 8)
  octal(size, 124, 12)
  octal(entry.time ?? 0, 136, 12)
  block.write(type, 156)
  block.write(entry.link ?? '', 157, 100)
  block.write(entry.type === 'S' ? 'ustar  \0' : 'ustar\0' + '00', 257, 'latin1')
  if (entry.device) {
    octal(entry.device[0], 329, 8)
    octal(entry.device[1], 337, 8)
  }
  if (entry.realSize !== undefined) {
    block[483] = 0x80
    block.writeBigUInt64BE(BigInt(entry.realSize), 487)
  }
  block.fill(' ', 148, 156)
  const sum = block.reduce((so, byte) => so + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return block
}
