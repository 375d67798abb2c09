import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { RuncibleError } from '../../../shared/errors.ts'
import { type Listed, listFiles } from '../runtime/file-list.ts'
import { packNamed, unpackOver } from '../runtime/rest-tar.ts'
import { run } from '../runtime/run.ts'
import { copyRootfs } from './copy.ts'
import { removeFolder } from './remove.ts'

/**
 * What changed so shortly before is copied again, ms: clocks of filesystems are coarse, and a write that has begun may go on
 * for a while after it has left its time.
 */
const RECENT_MS = 1000
/** Sockets that one cp is told of: its arguments have a bound. */
const SOCKETS_AT_ONCE = 500

interface Places {
  /** the root filesystem, or its changes */
  from: string
  /** the copy, which is to be new */
  to: string
  /** a folder for what is between, which is made, and removed at the end */
  scratch: string
}

/**
 * A copy of a root filesystem that is made while programs write to it, and completed while they stand still: only what
 * changed in between takes of their time. A file is as it was copied where kind, inode, time of change (which no program can
 * set), and in the copy size and time, are the same; not so what a program had mapped to write to, which leaves no time.
 * Kept for none: that an extended attribute was taken off a folder meanwhile.
 */
export class AheadCopy {
  readonly #places: Places
  /** those that are in the copy as they are in the original, by name */
  #known = new Map<string, Listed>()
  /** what is in the copy */
  #copied: ReadonlyMap<string, Listed> = new Map()
  readonly #tars: string[] = []

  private constructor(places: Places) {
    this.#places = places
  }

  /** Copies what is there. `mapped`: names of files (`./a/b`) that programs may write to by memory. */
  static async begin(
    places: Places,
    mapped: () => Promise<ReadonlySet<string>>,
    signal?: AbortSignal,
  ): Promise<AheadCopy> {
    const copy = new AheadCopy(places)
    const { from, to, scratch } = places
    await mkdir(scratch, { mode: 0o700 })
    const since = ((Date.now() - RECENT_MS) / 1000).toFixed(9)
    const written = await mapped()
    const before = await listFiles(from, copy.#list(), signal)
    // What goes away under cp is an error to it; what it did not copy is missing below.
    await copyRootfs(from, to, signal).catch(unlessFailed)
    copy.#copied = await listFiles(to, copy.#list(), signal).catch(() => new Map())
    for (const [name, file] of before) {
      const isStill = file.changed < since && !written.has(name)
      if (isStill && isCopyOf(copy.#copied.get(name), file)) copy.#known.set(name, file)
    }
    return copy
  }

  /** While nothing writes: removes from the copy what is no more, and packs what is new or another. Can be asked again. */
  async takeRest(signal?: AbortSignal): Promise<void> {
    const { from, to, scratch } = this.#places
    const now = await listFiles(from, this.#list(), signal)
    const gone = [...this.#copied].filter(([name, { kind }]) => now.get(name)?.kind !== kind)
    for (const [name] of gone) await removeFolderOrFile(to, name)
    const changed = [...now].filter(([name, file]) => !isSame(this.#known.get(name), file))
    const sockets = changed.flatMap(([name, { kind }]) => (kind === 's' ? [name] : []))
    await this.#copySockets(sockets, signal)
    const names = new Set(changed.flatMap(([name, { kind }]) => (kind === 's' ? [] : [name])))
    // What is replaced in the copy leaves another time on its folder there.
    for (const [name] of [...gone, ...changed]) {
      const folder = folderOf(name)
      if (now.get(folder)?.kind === 'd') names.add(folder)
    }
    if (names.size > 0) {
      const tar = join(scratch, `rest-${this.#tars.length}.tar`)
      await packNamed(from, [...names], tar, signal)
      this.#tars.push(tar)
    }
    this.#copied = now
    this.#known = now
  }

  /** Puts into the copy what was packed. Programs may go on by then. */
  async complete(signal?: AbortSignal): Promise<void> {
    await mkdir(this.#places.to, { recursive: true })
    for (const tar of this.#tars) await unpackOver(tar, this.#places.to, signal)
    await removeFolder(this.#places.scratch)
  }

  #list(): string {
    return join(this.#places.scratch, 'list')
  }

  /** tar leaves sockets out. Their folders may be new, and get their attributes from it later. */
  async #copySockets(names: readonly string[], signal?: AbortSignal): Promise<void> {
    const { from, to } = this.#places
    if (names.length > 0) await mkdir(to, { recursive: true })
    for (let at = 0; at < names.length; at += SOCKETS_AT_ONCE) {
      const some = names.slice(at, at + SOCKETS_AT_ONCE)
      const how = ['--archive', '--parents', '--no-dereference', '--remove-destination']
      const paths = some.map((name) => Buffer.from(name, 'latin1').toString())
      await run(['cp', ...how, '--', ...paths, to], { cwd: from, signal })
    }
  }
}

const isSame = (one: Listed | undefined, other: Listed) =>
  one !== undefined &&
  one.inode === other.inode &&
  one.changed === other.changed &&
  one.kind === other.kind

/** `./a` of `./a/b`, `./` of `./a` and of itself. */
const folderOf = (name: string) =>
  name.slice(0, Math.max(name.lastIndexOf('/'), 0)).replace(/^\.$/, './')

/** cp sets the time of a file last, so that a half copied one has another. */
const isCopyOf = (copy: Listed | undefined, file: Listed) =>
  copy !== undefined &&
  copy.kind === file.kind &&
  (file.kind === 'd' || (copy.size === file.size && copy.modified === file.modified))

const removeFolderOrFile = (to: string, name: string) =>
  rm(Buffer.concat([Buffer.from(`${to}/`), Buffer.from(name, 'latin1')]), {
    recursive: true,
    force: true,
  })

function unlessFailed(error: unknown): void {
  if (!(error instanceof RuncibleError) || error.code !== 'runtime-failed') throw error
}
