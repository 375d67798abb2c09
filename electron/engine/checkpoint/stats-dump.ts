import { readFile } from 'node:fs/promises'

/** IMG_SERVICE_MAGIC and STATS_MAGIC of CRIU's magic.h, little endian, then the length of one protobuf message. */
const SERVICE_MAGIC = 0x55105940
const STATS_MAGIC = 0x57093306
const HEADER_BYTES = 12

/** Field numbers of CRIU's stats.proto. */
const DUMP = 1
const FREEZING_TIME_USEC = 1
const FROZEN_TIME_USEC = 2

/**
 * How long CRIU froze and held the processes at a dump, ms, out of its file `stats-dump`; null where it was not written or reads
 * otherwise.
 */
export async function readFrozenMs(path: string): Promise<number | null> {
  const bytes = await readFile(path).catch(() => null)
  if (!bytes || bytes.length < HEADER_BYTES) return null
  if (bytes.readUInt32LE(0) !== SERVICE_MAGIC || bytes.readUInt32LE(4) !== STATS_MAGIC) return null
  try {
    const message = bytes.subarray(HEADER_BYTES, HEADER_BYTES + bytes.readUInt32LE(8))
    const dump = fields(message).get(DUMP)
    if (!(dump instanceof Buffer)) return null
    const figures = fields(dump)
    const freezing = figures.get(FREEZING_TIME_USEC)
    const frozen = figures.get(FROZEN_TIME_USEC)
    if (typeof freezing !== 'number' || typeof frozen !== 'number') return null
    return (freezing + frozen) / 1000
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

/** The fields of a protobuf message by number: varints and nested messages are all that stats.proto has. */
function fields(message: Buffer): Map<number, number | Buffer> {
  const found = new Map<number, number | Buffer>()
  let at = 0
  const varint = () => {
    let value = 0
    for (let shift = 1; ; shift *= 128) {
      const byte = message.readUInt8(at++)
      value += (byte & 0x7f) * shift
      if (byte < 0x80) return value
    }
  }
  while (at < message.length) {
    const key = varint()
    const value = varint()
    switch (key & 7) {
      case 0:
        found.set(key >>> 3, value)
        break
      case 2:
        found.set(key >>> 3, message.subarray(at, at + value))
        at += value
        break
      default:
        throw new RangeError(`wire type ${key & 7}`)
    }
  }
  return found
}
