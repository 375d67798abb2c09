import { fieldsOf } from '../protobuf.ts'

/** Two magic numbers of CRIU's magic.h; after them each entry is its length and a protobuf message. */
const HEADER_BYTES = 8
const LENGTH_BYTES = 4

/** Field numbers of CRIU's fdinfo.proto and regfile.proto. */
const REG = 3
const NAME = 6
const MODE = 10
/** As CRIU names the root folder. */
const ROOT = '/'

/**
 * The mode that the root folder had, out of CRIU's list of open files; null where nobody had it open, or it reads otherwise.
 * CRIU wants the same again, and engines make that folder themselves, each with a mode of its own.
 */
export function rootModeIn(files: Buffer): number | null {
  try {
    let at = HEADER_BYTES
    while (at < files.length) {
      const length = files.readUInt32LE(at)
      at += LENGTH_BYTES + length
      const reg = fieldsOf(files.subarray(at - length, at))
        .get(REG)
        ?.at(-1)
      if (!(reg instanceof Buffer)) continue
      const fields = fieldsOf(reg)
      const [name, mode] = [fields.get(NAME)?.at(-1), fields.get(MODE)?.at(-1)]
      if (name?.toString() === ROOT && typeof mode === 'number') return mode & 0o7777
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
  return null
}
