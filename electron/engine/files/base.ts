import type { Stats } from 'node:fs'
import type { FileMark } from '../../../shared/model.ts'
import { differs, isWhiteout, sameOwner } from '../outgoing/compare.ts'
import { type Names, namesIn } from './entries.ts'
import type { Pinned } from './pinned.ts'
import { folderAt } from './walk.ts'

/** What a container's files were made over, or of. */
export interface Base {
  /** in words */
  told: string
  top: Pinned
  /** where its changes lie; null: it has a copy of all, and is compared by type, size, mode, owner and time */
  upper: Pinned | null
}

/** A folder in the base, and in the changes over it. */
export class BaseFolder {
  readonly #was: Pinned | null
  readonly #upper: Pinned | null
  readonly #copy: boolean

  private constructor(was: Pinned | null, upper: Pinned | null, copy: boolean) {
    this.#was = was
    this.#upper = upper
    this.#copy = copy
  }

  /** `path`: bytes of a real path inside */
  static async at({ top, upper }: Base, path: string): Promise<BaseFolder> {
    const was = await folderAt(top, path)
    const changes = upper && (await folderAt(upper, path))
    return new BaseFolder(was, changes, upper === null)
  }

  /** What it has that `now` has not: it was removed. */
  async removed(now: Names): Promise<Names> {
    const was = this.#was ? (await namesIn(this.#was)).names : new Map()
    return new Map([...was].filter(([name]) => !now.has(name)))
  }

  /** Those of which mark() may say something: of a copy, all. */
  async candidates(now: Names): Promise<Names> {
    if (this.#copy) return now
    const changes = this.#upper ? (await namesIn(this.#upper)).names : new Map()
    return new Map([...now].filter(([name]) => changes.has(name)))
  }

  /** As it was. */
  async look(name: string): Promise<Stats | null> {
    return (await this.#was?.look(name)) ?? null
  }

  /** `now`: with the ids that it has inside, where it is a copy */
  async mark(name: string, now: Stats): Promise<FileMark | null> {
    const was = await this.look(name)
    if (this.#copy) {
      if (!was) return 'added'
      return differs(now, was) ? 'changed' : null
    }
    const own = (await this.#upper?.look(name)) ?? null
    if (!own || isWhiteout(own)) return null
    if (!was) return 'added'
    const stays = own.isDirectory() && was.isDirectory() && sameOwner(own, was)
    if (!stays) return 'changed'
    return (await this.#holds(name)) ? 'within' : null
  }

  async close(): Promise<void> {
    await Promise.all([this.#was?.close(), this.#upper?.close()])
  }

  /** Does the folder of that name hold changes? */
  async #holds(name: string): Promise<boolean> {
    const folder = await this.#upper?.openIfThere(name)
    if (!folder) return false
    try {
      return folder.stats.isDirectory() && (await namesIn(folder, 1)).names.size > 0
    } finally {
      await folder.close()
    }
  }
}
