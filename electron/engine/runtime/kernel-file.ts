import { closeSync, openSync, readSync } from 'node:fs'

/** What files of the kernel are read into, one after the other: each figure would have a buffer of its own otherwise. */
const buffer = Buffer.allocUnsafe(64 * 1024)

/**
 * The text of a file of /proc or of a cgroup, of which a pass over all containers reads hundreds: half of what readFileSync takes,
 * which asks for a size that they do not have. null where it is gone, or hidden.
 */
export function kernelText(path: string): string | null {
  let fd: number | null = null
  try {
    fd = openSync(path, 'r')
    let end = 0
    while (end < buffer.length) {
      const read = readSync(fd, buffer, end, buffer.length - end, null)
      if (read === 0) break
      end += read
    }
    return buffer.toString('latin1', 0, end)
  } catch {
    return null
  } finally {
    if (fd !== null) closeSync(fd)
  }
}
