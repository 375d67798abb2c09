import { randomBytes } from 'node:crypto'
import type { Stats } from 'node:fs'
import { RuncibleError } from '../../../shared/errors.ts'
import type { Change, Changes, ChangesQuery } from '../../../shared/model.ts'
import { Turns } from '../turns.ts'
import { type Found, TooDeep } from './compare.ts'

/** More changes than this are not looked at one by one. */
const MAX_CHANGES = 200_000
/** A look is kept this long for the pages that follow its first one. */
const KEPT_MS = 60_000

/** Through a container's files. */
export type Walk = Iterable<Found> | AsyncIterable<Found>

/**
 * All that a walk finds; `truncated` where there is more than is looked at. Throws `permission-denied` where not all may be
 * read, and once it is aborted.
 */
export async function gather(
  walk: Walk,
  signal?: AbortSignal,
): Promise<{ found: Found[]; truncated: boolean }> {
  const found: Found[] = []
  const turns = new Turns()
  try {
    for await (const one of walk) {
      if (found.push(one) >= MAX_CHANGES) return { found, truncated: true }
      await turns.next(signal)
    }
  } catch (error) {
    if (error instanceof TooDeep) return { found, truncated: true }
    if ((error as NodeJS.ErrnoException).code === 'EACCES') throw notReadable(error)
    throw error
  }
  return { found, truncated: false }
}

const notReadable = (cause: unknown) =>
  new RuncibleError('permission-denied', 'not all of the container’s files may be read', {
    hint: 'Some belong to other users of the container. Only root can look at those.',
    cause,
  })

/** The same, of what must be whole. Throws `failed-precondition` where it is more than is looked at. */
export async function gatherAll(walk: Walk, signal?: AbortSignal): Promise<Found[]> {
  const { found, truncated } = await gather(walk, signal)
  if (!truncated) return found
  throw new RuncibleError(
    'failed-precondition',
    'the container has changed too much for an image',
    {
      hint: `At most ${MAX_CHANGES} changes are taken, 300 folders deep.`,
    },
  )
}

type Look = Pick<Changes, 'look' | 'at' | 'way' | 'truncated'> & { key: string; changes: Change[] }

/** The last look at a container's changes, so that its pages fit each other and each costs no walk of its own. */
export class Looks {
  #last: Look | null = null
  #forget: NodeJS.Timeout | undefined

  /** A page of the look that is asked for, or of a new one. `key` names the container, `walk` goes through its files. */
  async page(
    key: string,
    query: ChangesQuery,
    walk: () => Promise<{ way: Changes['way']; walk: Walk }>,
    signal?: AbortSignal,
  ): Promise<Changes> {
    const last = this.#last
    const kept = last && last.key === key && last.look === query.look ? last : null
    const look = kept ?? (await this.#look(key, walk, signal))
    clearTimeout(this.#forget)
    this.#last = look
    this.#forget = setTimeout(() => {
      this.#last = null
    }, KEPT_MS).unref()
    return pageOf(look, query)
  }

  async #look(
    key: string,
    walk: () => Promise<{ way: Changes['way']; walk: Walk }>,
    signal: AbortSignal | undefined,
  ): Promise<Look> {
    const at = new Date().toISOString()
    const { way, walk: files } = await walk()
    const { found, truncated } = await gather(files, signal)
    const changes = found.flatMap(changeOf).sort((a, b) => (a.path < b.path ? -1 : 1))
    return { key, look: randomBytes(8).toString('hex'), at, way, truncated, changes }
  }
}

function pageOf(
  { changes, look, at, way, truncated }: Look,
  { offset, limit, filter, kinds }: ChangesQuery,
): Changes {
  const wanted = filter.toLowerCase()
  const matching =
    wanted || kinds.length > 0
      ? changes.filter(
          ({ path, change }) =>
            (kinds.length === 0 || kinds.includes(change)) && path.toLowerCase().includes(wanted),
        )
      : changes
  return {
    look,
    at,
    way,
    truncated,
    total: totalOf(changes),
    matching: matching.length,
    entries: matching.slice(offset, offset + limit),
  }
}

/** How many there are of each kind, and the bytes of what is there now. */
export function totalOf(changes: readonly Change[]): Changes['total'] {
  const total = { added: 0, changed: 0, removed: 0, bytes: 0 }
  for (const { change, size } of changes) {
    total[change]++
    if (change !== 'removed') total.bytes += size
  }
  return total
}

/** What was found, as people are shown it; none of what is the same. */
export function changeOf({ path, change, stats }: Found): Change[] {
  if (change === 'same') return []
  const type = typeOf(stats)
  return [
    {
      path: `/${Buffer.from(path, 'latin1').toString()}`,
      change,
      type,
      size: type === 'file' ? stats.size : 0,
      mode: stats.mode & 0o7777,
    },
  ]
}

export function typeOf(stats: Stats): Change['type'] {
  if (stats.isFile()) return 'file'
  if (stats.isDirectory()) return 'folder'
  if (stats.isSymbolicLink()) return 'link'
  if (stats.isFIFO()) return 'fifo'
  if (stats.isSocket()) return 'socket'
  return 'device'
}
