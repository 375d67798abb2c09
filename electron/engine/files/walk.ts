import { RuncibleError } from '../../../shared/errors.ts'
import { toTold } from './names.ts'
import type { Pinned } from './pinned.ts'
import { notFolder } from './refusals.ts'

/** Linux' own bound (MAXSYMLINKS). */
const MOST_LINKS = 40
/** Each folder on the way is held. */
export const MOST_DEEP = 300

/** Something that a path leads to, held; whoever got it closes it. */
export interface Spot {
  node: Pinned
  /** bytes of its real path: no link in it; `/` for the top */
  path: string
}

/**
 * Where a path leads in a container whose root folder is `top`, links followed as they would be in it: an absolute one from its root on, and `..` never out
 * of that. The kernel is not asked to follow any, nor to go up: each folder is held, links are read and gone after by hand, the
 * way up is the one that was come by. So neither a link nor a folder that is swapped meanwhile leads out of it, and a link of
 * /proc that would (`/proc/1/root`) is but the text that it shows. Throws what the kernel says, and `invalid-input`.
 */
export async function resolve(top: Pinned, path: string): Promise<Spot> {
  const way = new Way(top)
  const todo = path.split('/').reverse()
  let links = 0
  try {
    while (todo.length > 0) {
      const name = todo.pop()
      if (!name || name === '.') continue
      if (name === '..') {
        await way.up()
        continue
      }
      const target = await way.enter(name)
      if (target === null) continue
      if (++links > MOST_LINKS) throw circle(path)
      if (target.startsWith('/')) await way.toTop()
      todo.push(...target.split('/').reverse())
    }
    return await way.end()
  } finally {
    await way.toTop()
  }
}

/** The same for what is to be a folder. */
export async function resolveFolder(top: Pinned, path: string): Promise<Spot> {
  const spot = await resolve(top, path)
  if (spot.node.stats.isDirectory()) return spot
  await spot.node.close()
  throw notFolder(path)
}

/** Goes by names alone, in a tree that is still: a link is no folder. null where there is none such. `path` as in Spot. */
export async function folderAt(top: Pinned, path: string): Promise<Pinned | null> {
  let folder = await top.again()
  for (const name of path.split('/').filter(Boolean)) {
    const next = await folder.openIfThere(name).finally(() => folder.close())
    if (!next) return null
    if (!next.stats.isDirectory()) {
      await next.close()
      return null
    }
    folder = next
  }
  return folder
}

/** `/etc` and `passwd` as `/etc/passwd`. */
export const joined = (folder: string, name: string) =>
  folder === '/' ? `/${name}` : `${folder}/${name}`

/** The folders that a walk has come through. */
class Way {
  readonly #top: Pinned
  readonly #held: { node: Pinned; name: string }[] = []

  constructor(top: Pinned) {
    this.#top = top
  }

  /** Goes into what has this name; gives the target of a link instead, and stays. */
  async enter(name: string): Promise<string | null> {
    const here = this.#held.at(-1)?.node ?? this.#top
    if (!here.stats.isDirectory()) throw notFolder(this.#path())
    const node = await here.open(name)
    try {
      if (node.stats.isSymbolicLink()) {
        const target = await here.linkTarget(name)
        await node.close()
        return target
      }
      if (this.#held.length >= MOST_DEEP) throw tooDeep(this.#path())
    } catch (error) {
      await node.close()
      throw error
    }
    this.#held.push({ node, name })
    return null
  }

  async up(): Promise<void> {
    await this.#held.pop()?.node.close()
  }

  async toTop(): Promise<void> {
    while (this.#held.length > 0) await this.up()
  }

  /** Where it has come to; that alone stays held. */
  async end(): Promise<Spot> {
    const path = this.#path()
    const last = this.#held.pop()
    return { path, node: last?.node ?? (await this.#top.again()) }
  }

  #path(): string {
    return `/${this.#held.map(({ name }) => name).join('/')}`
  }
}

const circle = (path: string) =>
  new RuncibleError('invalid-input', `${toTold(path)} leads in a circle of links`, {
    hint: 'See where they lead, one by one.',
  })

const tooDeep = (path: string) =>
  new RuncibleError('unsupported', `${toTold(path)} is too deep`, {
    hint: `Folders are gone into ${MOST_DEEP} deep.`,
  })
