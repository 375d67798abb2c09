import { CAPABILITIES } from '../../../../shared/model.ts'
import { fieldsOf } from '../protobuf.ts'

/** IMG_COMMON_MAGIC and CORE_MAGIC of CRIU's magic.h, little endian, then the length of one protobuf message. */
const COMMON_MAGIC = 0x54564319
const CORE_MAGIC = 0x55053847
const HEADER_BYTES = 12

/** Field numbers of CRIU's core.proto and creds.proto. */
const TASK_CORE = 3
const TASK_STATE = 1
const THREAD_CORE = 5
const CREDS = 10
const SECCOMP_MODE = 11
/** TASK_DEAD */
const DEAD = 2
/** SECCOMP_MODE_FILTER */
const FILTERED = 2
const SETS = { inheritable: 9, permitted: 10, effective: 11, bounding: 12, ambient: 19 } as const
/** real, effective, saved, of files */
const USERS = [1, 3, 5, 7]
const GROUPS = [2, 4, 6, 8]
const MORE_GROUPS = 14
const NO_NEW_PRIVILEGES = 18

/** What CRIU will give to a process. */
export interface ImageRights {
  capabilities: string[]
  /** its system calls are filtered */
  filtered: boolean
  /** programs with the rights of their owner give it none */
  noNewPrivileges: boolean
  /** all that it acts as, or can by itself */
  users: number[]
  groups: number[]
}

/** One that has ended and was not waited for runs nothing: CRIU makes it end again. */
const NONE: ImageRights = {
  capabilities: [],
  filtered: true,
  noNewPrivileges: true,
  users: [],
  groups: [],
}

/**
 * What a process will be given by its core image, whatever config.json says; null where it reads otherwise. An image is
 * restored by root, and nothing but this tells what comes of it.
 */
export function rightsIn(core: Buffer): ImageRights | null {
  try {
    if (core.readUInt32LE(0) !== COMMON_MAGIC || core.readUInt32LE(4) !== CORE_MAGIC) return null
    const message = core.subarray(HEADER_BYTES, HEADER_BYTES + core.readUInt32LE(8))
    const fieldsOfCore = fieldsOf(message)
    if (!fieldsOfCore.has(THREAD_CORE) && isDead(fieldsOfCore.get(TASK_CORE))) return NONE
    const thread = only(fieldsOfCore.get(THREAD_CORE))
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
      noNewPrivileges: (numbersIn(fields.get(NO_NEW_PRIVILEGES)).at(-1) ?? 0) > 0,
      users: USERS.map((field) => lastOf(fields.get(field))),
      groups: [
        ...GROUPS.map((field) => lastOf(fields.get(field))),
        ...numbersIn(fields.get(MORE_GROUPS)),
      ],
    }
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

function isDead(tasks: readonly (number | Buffer)[] | undefined): boolean {
  const task = only(tasks)
  return task !== null && numbersIn(fieldsOf(task).get(TASK_STATE)).at(-1) === DEAD
}

/** One nested message; of several CRIU's reader makes one. */
const only = (values: readonly (number | Buffer)[] = []): Buffer | null =>
  values.length === 1 && values[0] instanceof Buffer ? values[0] : null

/** Numbers of 32 bits. Throws RangeError for what CRIU's reader takes otherwise: packed, or longer. */
const numbersIn = (values: readonly (number | Buffer)[] = []): number[] =>
  values.map((value) => {
    if (typeof value === 'number' && value <= 0xffff_ffff) return value
    throw new RangeError('no word of 32 bits')
  })

/** Of a field that is always there. */
function lastOf(values: readonly (number | Buffer)[] | undefined): number {
  const last = numbersIn(values).at(-1)
  if (last === undefined) throw new RangeError('a field is missing')
  return last
}

/** The lowest 32 bits first. */
const wordsOf = (values: readonly (number | Buffer)[]): bigint =>
  numbersIn(values).reduce((bits, word, at) => bits | (BigInt(word) << BigInt(32 * at)), 0n)
