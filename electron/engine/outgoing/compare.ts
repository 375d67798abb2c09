import type { Stats } from 'node:fs'
import type { ChangeKind } from '../../../shared/model.ts'
import { openView } from '../runtime/overlay-view.ts'
import { closeAll, OpenFolder, openAll } from './open-folder.ts'

/** Folders in one another; each is held open on the way down. */
const MAX_DEPTH = 300

/** One thing that was found to differ. */
export interface Found {
  /** latin1, each byte a character; below the root, without a slash before it */
  path: string
  /** same: a folder on the way to what differs */
  change: ChangeKind | 'same'
  /** of what is there now; of what was removed, as it was */
  stats: Stats
}

/** Folders that are walked beside each other. */
interface Trees {
  /** where the changes lie */
  own: OpenFolder
  /** what the container sees there */
  seen: OpenFolder
  /** what its image has there; null: nothing */
  base: OpenFolder | null
}

/** Thrown by a walk that would never end. */
export class TooDeep extends Error {}

/**
 * What a container changed over the files of its image, each folder before what is in it, and in it what was removed before
 * the rest. `upper` holds the changes alone; what of the image is hidden by them (whiteouts, opaque folders) is read from
 * what is mounted, where the kernel has judged it already: overlayfs' own marks lie in attributes that Node cannot read.
 */
export function* overlaid(paths: {
  upper: string
  mounted: string
  base: string
}): Generator<Found> {
  const [own, seen, base] = openEach(paths.upper, paths.mounted, paths.base)
  if (own && seen && base) yield* closing(walkOver({ own, seen, base }, '', 0), own, seen, base)
}

/** The same where nothing is mounted but for the container itself, as an ordinary user's; `at`: an empty folder. */
export async function* overlaidApart(paths: {
  upper: string
  base: string
  at: string
  mapped: boolean
}): AsyncGenerator<Found> {
  const { upper, base, at, mapped } = paths
  const view = await openView({ layers: [upper, base], at, mapped })
  try {
    yield* overlaid({ upper, mounted: view.path, base })
  } finally {
    view.close()
  }
}

const openEach = (...paths: readonly string[]) =>
  openAll(paths.map((path) => () => OpenFolder.at(path)))

function* walkOver({ own, seen, base }: Trees, at: string, depth: number): Generator<Found> {
  requireDepth(depth)
  const visible = base && new Set(seen.names())
  for (const name of base?.names() ?? []) {
    const was = visible?.has(name) ? null : base?.look(name)
    if (was) yield { path: at + name, change: 'removed', stats: was }
  }
  for (const name of own.names()) {
    const now = own.look(name)
    if (!now || isWhiteout(now)) continue
    const was = base?.look(name) ?? null
    const path = at + name
    yield { path, change: changeOf(now, was), stats: now }
    if (!now.isDirectory()) continue
    const trees = openAll([
      () => own.open(name),
      () => seen.open(name),
      () => folderIn(base, name, was),
    ])
    const [inOwn, inSeen, inBase = null] = trees
    // One of them may have gone since.
    const inside =
      inOwn && inSeen
        ? walkOver({ own: inOwn, seen: inSeen, base: inBase }, `${path}/`, depth + 1)
        : null
    yield* closing(inside, ...trees)
  }
}

/** What stands in `upper` was written; a folder may stand there for what is in it alone. */
function changeOf(now: Stats, was: Stats | null): Found['change'] {
  if (!was) return 'added'
  return now.isDirectory() && was.isDirectory() && sameOwner(now, was) ? 'same' : 'changed'
}

export const isWhiteout = (stats: Stats) => stats.isCharacterDevice() && stats.rdev === 0

/**
 * What a container changed in its copy of its image's files. Only what differs in type, size, mode, owner, time or target is
 * seen: neither other contents with the same of all these, nor attributes.
 */
export function* compared(paths: { copy: string; base: string }): Generator<Found> {
  const [copy, base] = openEach(paths.copy, paths.base)
  if (copy && base) yield* closing(walkBoth(copy, base, '', 0), copy, base)
}

function* walkBoth(
  copy: OpenFolder,
  base: OpenFolder | null,
  at: string,
  depth: number,
): Generator<Found> {
  requireDepth(depth)
  const names = new Set(copy.names())
  for (const name of base?.names() ?? []) {
    const was = names.has(name) ? null : base?.look(name)
    if (was) yield { path: at + name, change: 'removed', stats: was }
  }
  for (const name of names) {
    const now = copy.look(name)
    if (!now) continue
    const was = base?.look(name) ?? null
    const path = at + name
    if (!was) yield { path, change: 'added', stats: now }
    else if (differs(now, was)) yield { path, change: 'changed', stats: now }
    if (!now.isDirectory()) continue
    const trees = openAll([() => copy.open(name), () => folderIn(base, name, was)])
    const [inCopy, inBase = null] = trees
    yield* closing(inCopy ? walkBoth(inCopy, inBase, `${path}/`, depth + 1) : null, ...trees)
  }
}

/** In type, size, mode, owner, time or target; of a folder, what is in it aside. */
export function differs(now: Stats, was: Stats): boolean {
  if (!sameOwner(now, was)) return true
  if (now.isDirectory()) return false
  return now.size !== was.size || now.mtimeMs !== was.mtimeMs || now.rdev !== was.rdev
}

export const sameOwner = (a: Stats, b: Stats) =>
  a.mode === b.mode && a.uid === b.uid && a.gid === b.gid

/** Throws TooDeep. */
export function requireDepth(depth: number): void {
  if (depth > MAX_DEPTH) throw new TooDeep()
}

const folderIn = (base: OpenFolder | null, name: string, was: Stats | null) =>
  base && was?.isDirectory() ? base.open(name) : null

function* closing(
  walk: Generator<Found> | null,
  ...folders: readonly (OpenFolder | null)[]
): Generator<Found> {
  try {
    if (walk) yield* walk
  } finally {
    closeAll(folders)
  }
}
