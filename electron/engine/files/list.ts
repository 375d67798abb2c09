import type { Stats } from 'node:fs'
import { RuncibleError } from '../../../shared/errors.ts'
import type { FileEntry, FileMark, Folder, FolderQuery } from '../../../shared/model.ts'
import { typeOf } from '../outgoing/look.ts'
import { BaseFolder } from './base.ts'
import { inOrder, type Names, namesIn, ofEach } from './entries.ts'
import type { ContainerGround } from './ground.ts'
import { fromTold, toTold } from './names.ts'
import type { Pinned } from './pinned.ts'
import { inWords } from './refusals.ts'
import { joined, resolveFolder, type Spot } from './walk.ts'

const NOT_SEEN =
  'It does not run: its root filesystem is shown, without what is mounted in it while it does.'
const COPY =
  'It has a copy of its image’s files: they are compared by type, size, mode, owner and time, and folders are not looked through.'

/** A page of a folder. Throws in words. */
export function listFolder(
  ground: ContainerGround,
  query: FolderQuery,
  signal?: AbortSignal,
): Promise<Folder> {
  const path = fromTold(query.path)
  return inWords(path, async () => {
    const spot = await resolveFolder(ground.top, path)
    try {
      return await new Listing(ground, spot).page(query, signal)
    } finally {
      await spot.node.close()
    }
  })
}

class Listing {
  readonly #ground: ContainerGround
  readonly #folder: Pinned
  readonly #path: string
  #base: BaseFolder | null = null

  constructor(ground: ContainerGround, { node, path }: Spot) {
    this.#ground = ground
    this.#folder = node
    this.#path = path
  }

  async page({ offset, limit, changed }: FolderQuery, signal?: AbortSignal): Promise<Folder> {
    const { base } = this.#ground
    const hasBase = base !== null && this.#ground.isOfRoot(this.#folder)
    this.#base = hasBase ? await BaseFolder.at(base, this.#path) : null
    try {
      const { names, truncated } = await namesIn(this.#folder, undefined, signal)
      const removed: Names = (!truncated && (await this.#base?.removed(names))) || new Map()
      const shown = changed ? await this.#changed(names, signal) : names
      const order = inOrder(new Map([...shown, ...removed]))
      await this.#ground.owners.readNames(this.#ground.top)
      const page = await ofEach(order.slice(offset, offset + limit), (name) =>
        this.#entry(name, removed.has(name)),
      )
      return {
        path: toTold(this.#path),
        total: order.length,
        entries: page.filter((entry) => entry !== null),
        truncated,
        base: hasBase ? base.told : null,
        whyNotWritable: await this.#ground.whyNotWritable(this.#folder),
        notes: [
          ...(this.#ground.lives ? [] : [NOT_SEEN]),
          ...(hasBase && !base.upper ? [COPY] : []),
        ],
      }
    } finally {
      await this.#base?.close()
    }
  }

  /** Those that are not as in the base; of a copy also all folders, for what is in them. */
  async #changed(names: Names, signal?: AbortSignal): Promise<Names> {
    const maybe = [...((await this.#base?.candidates(names)) ?? new Map<string, boolean>())]
    const isCopy = this.#ground.base?.upper === null
    const marks = await ofEach(
      maybe.map(([name]) => name),
      async (name) => {
        signal?.throwIfAborted()
        const stats = await this.#folder.look(name).catch(() => null)
        return stats && this.#mark(name, stats)
      },
    )
    return new Map(maybe.filter(([, isFolder], n) => marks[n] !== null || (isCopy && isFolder)))
  }

  /** null: it has gone since its name was read. */
  async #entry(name: string, removed: boolean): Promise<FileEntry | null> {
    const mounted = this.#ground.mounted(joined(this.#path, name))
    let stats: Stats | null | undefined
    try {
      stats = await (removed ? this.#base : this.#folder)?.look(name)
    } catch (error) {
      return error instanceof RuncibleError ? unseen(name, mounted ?? 'fuse') : null
    }
    if (!stats) return null
    const mark: FileMark | null = removed
      ? 'removed'
      : await this.#mark(name, stats).catch(() => null)
    return this.#told(name, stats, mark, mounted)
  }

  async #mark(name: string, now: Stats): Promise<FileMark | null> {
    const isCopy = this.#ground.base?.upper === null
    const stats = isCopy ? this.#ground.owners.inside(now) : now
    return (await this.#base?.mark(name, stats)) ?? null
  }

  async #told(
    name: string,
    stats: Stats,
    mark: FileMark | null,
    mounted: string | null,
  ): Promise<FileEntry> {
    const type = typeOf(stats)
    const target =
      type === 'link' && mark !== 'removed'
        ? await this.#folder.linkTarget(name).catch(() => null)
        : null
    return {
      name: toTold(name),
      type,
      size: type === 'file' ? stats.size : 0,
      mode: stats.mode & 0o7777,
      ...this.#ground.owners.of(stats),
      modified: stats.mtimeMs,
      target: target && toTold(target),
      mark,
      mounted,
    }
  }
}

/** Of what a program serves nothing is asked. */
const unseen = (name: string, mounted: string): FileEntry => ({
  name: toTold(name),
  type: 'folder',
  size: 0,
  mode: 0,
  uid: 0,
  gid: 0,
  user: null,
  group: null,
  modified: 0,
  target: null,
  mark: null,
  mounted,
})
