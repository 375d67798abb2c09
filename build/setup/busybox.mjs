import { closeSync, openSync, readSync } from 'node:fs'

const BUSYBOX = '/bin/busybox'
const PT_INTERP = 3

/** @returns {string | undefined} why the machine's busybox cannot be a root filesystem by itself, or nothing */
export function busyboxProblem() {
  try {
    return isStatic(BUSYBOX) ? undefined : `${BUSYBOX} is linked dynamically`
  } catch {
    return 'missing'
  }
}

/** @param {string} file a 64-bit little-endian ELF program @returns {boolean} true when it asks for no loader */
function isStatic(file) {
  const head = Buffer.alloc(4096)
  const fd = openSync(file, 'r')
  readSync(fd, head, 0, head.length, 0)
  closeSync(fd)
  const offset = Number(head.readBigUInt64LE(32))
  const size = head.readUInt16LE(54)
  const count = head.readUInt16LE(56)
  return !Array.from({ length: count }, (_, i) => head.readUInt32LE(offset + i * size)).includes(
    PT_INTERP,
  )
}
