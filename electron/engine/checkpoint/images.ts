import { type Dirent, lstatSync, readdirSync } from 'node:fs'
import { lstat, readdir, readlink, rm, rmdir, stat, symlink, unlink } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { isThere } from '../disk.ts'

/** CRIU writes it at every dump; without it nothing can be restored. */
const INVENTORY = 'inventory.img'
/** The unit of st_blocks, whatever the filesystem's own. */
const BLOCK_BYTES = 512
/** CRIU's images of memory. */
const PAGES = /^pages-.*\.img$/
/** The link by which images find the ones they build on (CRIU's CR_PARENT_LINK). */
const PARENT = 'parent'

/** Are there images that can be restored? */
export const hasInventory = (imagePath: string): Promise<boolean> =>
  isThere(join(imagePath, INVENTORY))

/** Bytes of memory in a folder of images, as far as they are written. */
export async function pageBytes(imagePath: string): Promise<number> {
  const names = await readdir(imagePath).catch(() => [])
  const sizes = names
    .filter((name) => PAGES.test(name))
    .map((name) =>
      stat(join(imagePath, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    )
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

/**
 * Bytes on disk of a folder of images that were just written. Synchronous: they lie in one folder, a few for each process, and
 * a trip through the thread pool for each is milliseconds of a checkpoint.
 */
export function imageBytes(imagePath: string): number {
  let bytes = 0
  for (const name of namesIn(imagePath)) {
    const info = lstatSync(join(imagePath, name), { throwIfNoEntry: false })
    if (info?.isFile()) bytes += info.blocks * BLOCK_BYTES
  }
  return bytes
}

/** None where somebody has taken the folder away: what it took is then no figure either. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Removes what CRIU and runc wrote into a folder that somebody chose, and the folder if nothing else is in it. */
export async function removeImages(imagePath: string): Promise<void> {
  for (const name of await readdir(imagePath).catch(() => [])) {
    if (/\.img$/.test(name) || name === PARENT || name === 'descriptors.json') {
      await rm(join(imagePath, name), { force: true })
    }
  }
  await rmdir(imagePath).catch(() => {})
}

/** Bytes on disk of a folder: a file with several names counts once, links are not followed. Names need not be UTF-8. */
export async function diskUsage(
  dir: string | Buffer,
  counted = new Set<number>(),
): Promise<number> {
  const entries = await readdir(dir, { withFileTypes: true, encoding: 'buffer' }).catch(() => [])
  const pathOf = ({ name }: Dirent<Buffer>) => Buffer.concat([Buffer.from(dir), SLASH, name])
  let bytes = 0
  const files = entries.filter((entry) => entry.isFile())
  for (let at = 0; at < files.length; at += AT_ONCE) {
    // What is looked at may be in use.
    const look = (file: Dirent<Buffer>) => lstat(pathOf(file)).catch(() => null)
    for (const info of await Promise.all(files.slice(at, at + AT_ONCE).map(look))) {
      if (!info || (info.nlink > 1 && counted.has(info.ino))) continue
      counted.add(info.ino)
      bytes += info.blocks * BLOCK_BYTES
    }
  }
  for (const entry of entries) {
    if (entry.isDirectory()) bytes += await diskUsage(pathOf(entry), counted)
  }
  return bytes
}

/** So many files are asked for in one turn: one after the other, a few dozen of them are milliseconds of a checkpoint. */
const AT_ONCE = 32

const SLASH = Buffer.from('/')

/**
 * Lets images build on the pages of others: CRIU follows the link `parent`. Relative, as CRIU writes it: with an absolute
 * one runc hangs at the restore (runc #2913).
 */
export async function linkParent(imagePath: string, parentPath: string): Promise<void> {
  const link = join(imagePath, PARENT)
  const target = relative(imagePath, parentPath)
  const now = await readlink(link).catch(() => null)
  if (now === target) return
  if (now !== null) await unlink(link)
  await symlink(target, link)
}
