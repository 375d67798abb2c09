import { CAPABILITIES } from '../../../../shared/model.ts'
import { fieldsOf } from '../protobuf.ts'

/** IMG_COMMON_MAGIC and CORE_MAGIC of CRIU's magic.h, little endian, then the length of one protobuf message. */
const COMMON_MAGIC = 0x54564319
const CORE_MAGIC = 0x55053847
const HEADER_BYTES = 12

/** Field numbers of CRIU's core.proto and creds.proto. */
const THREAD_CORE = 5
const CREDS = 10
const SECCOMP_MODE = 11
/** SECCOMP_MODE_FILTER */
const FILTERED = 2
const SETS = { inheritable: 9, permitted: 10, effective: 11, bounding: 12 } as const

/** What CRIU will give to a process. */
export interface ImageRights {
  capabilities: string[]
  /** its system calls are filtered */
  filtered: boolean
}

/**
 * What a process will be given by its core image, whatever config.json says; null where it reads otherwise. An image is
 * restored by root, and nothing but this tells what comes of it.
 */
export function rightsIn(core: Buffer): ImageRights | null {
  try {
    if (core.readUInt32LE(0) !== COMMON_MAGIC || core.readUInt32LE(4) !== CORE_MAGIC) return null
    const message = core.subarray(HEADER_BYTES, HEADER_BYTES + core.readUInt32LE(8))
    const thread = only(fieldsOf(message).get(THREAD_CORE))
    if (!thread) return null
    const inThread = fieldsOf(thread)
    const creds = only(inThread.get(CREDS))
    if (!creds) return null
    const fields = fieldsOf(creds)
    const bits = Object.values(SETS)
      .map((field) => wordsOf(fields.get(field) ?? []))
      .reduce((all, one) => all | one, 0n)
    return {
      capabilities: CAPABILITIES.filter((_, number) => (bits >> BigInt(number)) & 1n),
      filtered: inThread.get(SECCOMP_MODE)?.at(-1) === FILTERED,
    }
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

/** One nested message; of several CRIU's reader makes one. */
const only = (values: readonly (number | Buffer)[] = []): Buffer | null =>
  values.length === 1 && values[0] instanceof Buffer ? values[0] : null

/** 32 bits each, the lowest first. Throws RangeError for what CRIU's reader takes otherwise: packed, or longer. */
const wordsOf = (values: readonly (number | Buffer)[]): bigint =>
  values.reduce<bigint>((bits, word, at) => {
    if (typeof word !== 'number' || word > 0xffff_ffff) throw new RangeError('no word of 32 bits')
    return bits | (BigInt(word) << BigInt(32 * at))
  }, 0n)
