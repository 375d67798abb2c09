import { readFile } from 'node:fs/promises'
import { fieldsOf } from './protobuf.ts'

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
    const dump = fieldsOf(message).get(DUMP)?.at(-1)
    if (!(dump instanceof Buffer)) return null
    const figures = fieldsOf(dump)
    const freezing = figures.get(FREEZING_TIME_USEC)?.at(-1)
    const frozen = figures.get(FROZEN_TIME_USEC)?.at(-1)
    if (typeof freezing !== 'number' || typeof frozen !== 'number') return null
    return (freezing + frozen) / 1000
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}
