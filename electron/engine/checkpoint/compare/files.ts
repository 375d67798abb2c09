import type { CheckpointComparison } from '../../../../shared/model.ts'
import { differs, type Found, requireDepth } from '../../outgoing/compare.ts'
import { changeOf, gather, totalOf } from '../../outgoing/look.ts'
import { closeAll, OpenFolder, openAll } from '../../outgoing/open-folder.ts'
import type { Tree } from './trees.ts'

/** As many are told of. */
const MOST_ENTRIES = 5000

/** The same folder on both sides; null where a side has none there. */
interface Pair {
  was: OpenFolder | null
  is: OpenFolder | null
  /** what either changed over the image that they share; null: all is looked at */
  uppers: readonly (OpenFolder | null)[] | null
}

/**
 * What differs between two trees of files: in type, size, mode, owner, time or target. Where both lie over one image, only
 * folders are gone through in which one of them changed something.
 */
export async function compareTrees(
  was: Tree,
  is: Tree,
  signal?: AbortSignal,
): Promise<{ rootfs: NonNullable<CheckpointComparison['rootfs']>; notes: string[] }> {
  const { found, truncated } = await gather(differences(was, is), signal)
  const all = found.flatMap(changeOf).sort((a, b) => (a.path < b.path ? -1 : 1))
  const entries = all.slice(0, MOST_ENTRIES)
  const notes = [
    ...(truncated ? ['There are more changed files than are looked at.'] : []),
    ...(entries.length < all.length
      ? [`Of the changed files the first ${MOST_ENTRIES} are shown.`]
      : []),
  ]
  return { rootfs: { total: totalOf(all), entries }, notes }
}

function* differences(was: Tree, is: Tree): Generator<Found> {
  const shared = was.image !== null && was.image === is.image
  const uppers = shared ? [was.upper, is.upper].flatMap((path) => path ?? []) : null
  const paths = [was.path, is.path, ...(uppers ?? [])]
  const [then = null, now = null, ...changes] = openAll(
    paths.map((path) => () => OpenFolder.at(path)),
  )
  const pair = { was: then, is: now, uppers: uppers && changes }
  yield* closing(pair, walk(pair, '', 0))
}

function* walk(pair: Pair, at: string, depth: number): Generator<Found> {
  requireDepth(depth)
  for (const name of namesOf(pair)) {
    const [then, now] = [pair.was?.look(name) ?? null, pair.is?.look(name) ?? null]
    const path = at + name
    if (!now) {
      if (then) yield { path, change: 'removed', stats: then }
      continue
    }
    if (!then) yield { path, change: 'added', stats: now }
    else if (differs(now, then)) yield { path, change: 'changed', stats: now }
    if (!now.isDirectory()) continue
    const inside = openIn(pair, name)
    yield* closing(inside, walk(inside, `${path}/`, depth + 1))
  }
}

/** What may differ in a folder: what either changed, and what one has and the other has not. */
function namesOf({ was, is, uppers }: Pair): string[] {
  const [before, after] = [was, is].map((folder) => new Set(folder?.names() ?? []))
  const all = [...new Set([...(before ?? []), ...(after ?? [])])]
  if (!uppers) return all.sort()
  const changed = new Set(uppers.flatMap((folder) => folder?.names() ?? []))
  return all.filter((name) => changed.has(name) || before?.has(name) !== after?.has(name)).sort()
}

function openIn({ was, is, uppers }: Pair, name: string): Pair {
  const folders = [was, is, ...(uppers ?? [])]
  const opened = openAll(folders.map((folder) => () => folder?.open(name) ?? null))
  const [then = null, now = null, ...changes] = opened
  if (then && now) return { was: then, is: now, uppers: uppers && changes }
  // Of a folder that one side has anew, all is looked at.
  closeAll(changes)
  return { was: then, is: now, uppers: null }
}

function* closing(pair: Pair, found: Generator<Found>): Generator<Found> {
  try {
    yield* found
  } finally {
    closeAll([pair.was, pair.is, ...(pair.uppers ?? [])])
  }
}
