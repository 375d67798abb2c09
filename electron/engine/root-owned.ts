import { lstatSync, readdirSync, readlinkSync, type Stats } from 'node:fs'
import { dirname, join } from 'node:path'

/** What of a path is not root's alone. */
export interface NotRoots {
  path: string
  /** a clause: “belongs to uid 1000” */
  why: string
}

/** Writable by the group, or by everybody. Sticky folders too: names in them can be taken beforehand. */
const WRITABLE_BY_OTHERS = 0o022

/**
 * The first of `path` and the folders above it that somebody besides root could change; null where there is none. `path` is
 * absolute; a link in it counts, since it may be turned.
 */
export function notRoots(path: string): NotRoots | null {
  const above = path === '/' ? null : notRoots(dirname(path))
  return above ?? faultOf(path)
}

/** The same of all that lies below the folder `path`; links in it must lead to what lies there too. */
export function notRootsBelow(path: string): NotRoots | null {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const child = join(path, entry.name)
    const fault = entry.isSymbolicLink() ? faultOfLink(child) : faultOf(child)
    if (fault) return fault
    const below = entry.isDirectory() ? notRootsBelow(child) : null
    if (below) return below
  }
  return null
}

function faultOf(path: string): NotRoots | null {
  const stat = look(path)
  if (stat === null) return { path, why: 'is not there' }
  if (stat.uid !== 0) return { path, why: `belongs to uid ${stat.uid}` }
  if (stat.isSymbolicLink()) return { path, why: 'is a link' }
  if (stat.mode & WRITABLE_BY_OTHERS) {
    return { path, why: `can be written by others (mode ${(stat.mode & 0o7777).toString(8)})` }
  }
  return null
}

/** A link that does not lead upwards stays in its folder, which is looked at itself. */
function faultOfLink(path: string): NotRoots | null {
  if (look(path)?.uid !== 0) return { path, why: 'is a link that is not root’s' }
  const target = readlinkSync(path)
  const leaves = target.startsWith('/') || target.split('/').includes('..')
  return leaves ? { path, why: `is a link to ${target}` } : null
}

function look(path: string): Stats | null {
  try {
    return lstatSync(path)
  } catch {
    return null
  }
}
