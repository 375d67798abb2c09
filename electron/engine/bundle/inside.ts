import { constants } from 'node:fs'
import { lstat, open, readlink } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { RuncibleError } from '../../../shared/errors.ts'

/** Linux' own bound (MAXSYMLINKS). */
const MAX_LINKS = 40
/** passwd and group files are small; what is larger is no such file. */
const MAX_BYTES = 1024 * 1024

/**
 * Where `path` of a container leads on the host, links followed as they would be in the container: an absolute one from
 * `rootfs` on, and `..` never out of it. What does not exist is joined as it stands. Throws `invalid-input` for a circle.
 * `rootfs` must be free of links itself.
 */
export async function resolveInside(rootfs: string, path: string): Promise<string> {
  const todo = path.split('/').reverse()
  const done: string[] = []
  let links = 0
  while (todo.length > 0) {
    const part = todo.pop()
    if (!part || part === '.') continue
    if (part === '..') {
      done.pop()
      continue
    }
    const target = await linkTarget(join(rootfs, ...done, part))
    if (target === null) {
      done.push(part)
      continue
    }
    if (++links > MAX_LINKS) {
      throw new RuncibleError('invalid-input', `${path} in ${rootfs} leads in a circle of links`)
    }
    if (target.startsWith('/')) done.length = 0
    todo.push(...target.split('/').reverse())
  }
  return join(rootfs, ...done)
}

/** Reads a small text file of a container's root filesystem without ever leaving it; null where it is not there. */
export async function readInside(rootfs: string, path: string): Promise<string | null> {
  const place = await resolveInside(rootfs, path)
  // O_NONBLOCK: a fifo or a device must not hold us up. O_NOFOLLOW and the look afterwards: the container may be
  // running, and exchange a folder for a link between our look and our open.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
  const file = await open(place, flags).catch(() => null)
  if (!file) return null
  try {
    const opened = await readlink(`/proc/self/fd/${file.fd}`)
    const info = await file.stat()
    if (!opened.startsWith(rootfs + sep) || !info.isFile() || info.size > MAX_BYTES) return null
    return await file.readFile('utf8')
  } finally {
    await file.close()
  }
}

async function linkTarget(path: string): Promise<string | null> {
  const info = await lstat(path).catch(() => null)
  return info?.isSymbolicLink() ? readlink(path) : null
}
