import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Listed, listFiles } from '../runtime/file-list.ts'
import { packNamed, unpackOver } from '../runtime/rest-tar.ts'
import { run } from '../runtime/run.ts'
import { copyBusy } from './copy.ts'
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
  /** names of files (`./a/b`) that programs may write to by memory, now */
  readonly #mapped: () => Promise<ReadonlySet<string>>
  /** those that are in the copy as they are in the original, by name */
  #known = new Map<string, Listed>()
  /** what is in the copy */
  #copied: ReadonlyMap<string, Listed> = new Map()
  /** what is packed and not in the copy yet */
  readonly #tars: string[] = []
  #packed = 0

  private constructor(places: Places, mapped: () => Promise<ReadonlySet<string>>) {
    this.#places = places
    this.#mapped = mapped
  }

  /** Copies what is there. `mapped`: names of files (`./a/b`) that programs may write to by memory, as it is asked. */
  static async begin(
    places: Places,
    mapped: () => Promise<ReadonlySet<string>>,
    signal?: AbortSignal,
  ): Promise<AheadCopy> {
    const copy = new AheadCopy(places, mapped)
    const { from, to, scratch } = places
    await mkdir(scratch, { mode: 0o700 })
    const { still } = await copy.#look(signal)
    // What went away under it is missing below.
    const wasCalm = await copyBusy(from, to, signal)
    copy.#copied = await listFiles(to, copy.#list(), signal)
    const isKnown = ([name, file]: [string, Listed]) =>
      isCopyOf(copy.#copied.get(name), file, wasCalm)
    copy.#known = new Map([...still].filter(isKnown))
    return copy
  }

  /**
   * While nothing writes: removes from the copy what is no more, and packs what is new or another. Can be asked again, also where
   * programs have run on in between.
   */
  async takeRest(signal?: AbortSignal): Promise<void> {
    const { from, to, scratch } = this.#places
    const { all: now, still, written } = await this.#look(signal)
    const gone = [...this.#copied].filter(([name, { kind }]) => now.get(name)?.kind !== kind)
    // It may be among what was packed before.
    if (gone.length > 0) await this.#unpack(signal)
    for (const [name] of gone) await removeFolderOrFile(to, name)
    const isChanged = ([name, file]: [string, Listed]) =>
      written.has(name) || !isSame(this.#known.get(name), file)
    const changed = [...now].filter(isChanged)
    const sockets = changed.flatMap(([name, { kind }]) => (kind === 's' ? [name] : []))
    await this.#copySockets(sockets, signal)
    const names = new Set(changed.flatMap(([name, { kind }]) => (kind === 's' ? [] : [name])))
    // What is replaced in the copy leaves another time on its folder there.
    for (const [name] of [...gone, ...changed]) {
      const folder = folderOf(name)
      if (now.get(folder)?.kind === 'd') names.add(folder)
    }
    if (names.size > 0) {
      const tar = join(scratch, `rest-${this.#packed++}.tar`)
      await packNamed(from, [...names], tar, signal)
      this.#tars.push(tar)
    }
    this.#copied = now
    this.#known = still
  }

  /** Puts into the copy what was packed. Programs may go on by then. */
  async complete(signal?: AbortSignal): Promise<void> {
    await this.#unpack(signal)
    await removeFolder(this.#places.scratch)
  }

  async #unpack(signal?: AbortSignal): Promise<void> {
    for (const tar of this.#tars.splice(0)) await unpackOver(tar, this.#places.to, signal)
  }

  /** What is there, and of that what has not changed lately and would not change without leaving its time. */
  async #look(signal?: AbortSignal) {
    const since = ((Date.now() - RECENT_MS) / 1000).toFixed(9)
    const [written, all] = await Promise.all([
      this.#mapped(),
      listFiles(this.#places.from, this.#list(), signal),
    ])
    const isStill = ([name, file]: [string, Listed]) => file.changed < since && !written.has(name)
    return { all, written, still: new Map([...all].filter(isStill)) }
  }

  #list(): string {
    return join(this.#places.scratch, 'list')
  }

  /** tar leaves sockets out. Their folders may be new, and get their attributes from it later. */
  async #copySockets(names: readonly string[], signal?: AbortSignal): Promise<void> {
    const { from, to } = this.#places
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

/**
 * cp sets the time of a file after its contents, so that a half copied one has another. One of the folders that went away under it
 * it may have left with other rights, and nothing of that is in the list: none of them counts then.
 */
const isCopyOf = (copy: Listed | undefined, file: Listed, wasCalm: boolean) =>
  copy !== undefined &&
  copy.kind === file.kind &&
  (file.kind === 'd' ? wasCalm : copy.size === file.size && copy.modified === file.modified)

const removeFolderOrFile = (to: string, name: string) =>
  rm(Buffer.concat([Buffer.from(`${to}/`), Buffer.from(name, 'latin1')]), {
    recursive: true,
    force: true,
  })
