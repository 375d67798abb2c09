import { opendir, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Mutex } from 'async-mutex'
import { RuncibleError } from '../../../shared/errors.ts'
import {
  ContainerId,
  type ContainerRef,
  type ForeignContainer,
  keyOf,
  type Unreadable,
} from '../../../shared/model.ts'
import { removeFolder } from '../bundle/remove.ts'
import type { Source } from '../figures/history.ts'
import type { EngineContext } from '../process/context.ts'
import { Turns } from '../turns.ts'
import { Foreign } from './foreign.ts'
import { Names } from './owner.ts'
import { rootName, rootsOf } from './roots.ts'
import { Watched } from './watched.ts'

/** So many are followed; a machine with more has a list of its own that fits it better. */
const MOST = 500
/** Who has not asked for so long looks no more. */
const HEEDED_MS = 10_000
/** Of a root at most so many entries are looked at: it may be any user's, who can fill it. */
const MOST_ENTRIES = 2000
const MOST_UNREADABLE = 20

/**
 * The containers of this machine that something else made, found in its runtime roots by reading files alone. While somebody
 * looks, inotify tells of what changes; what it does not tell (an init that ends) is seen at the next look.
 */
export class Foreigners {
  readonly #context: EngineContext
  readonly #patterns: readonly string[]
  readonly #isOurs: (root: string) => boolean
  readonly #names = new Names()
  readonly #byKey = new Map<string, Foreign>()
  readonly #mutex = new Mutex()
  readonly #watched = new Watched(() => void this.#look().catch(() => {}))
  #resting: NodeJS.Timeout | undefined
  /** the look that waits for the one under way */
  #next: Promise<Unreadable[]> | null = null
  #closed = false

  /** `isOurs`: roots in which this engine's own containers lie. */
  constructor(
    context: EngineContext,
    patterns: readonly string[],
    isOurs: (root: string) => boolean,
  ) {
    this.#context = context
    this.#patterns = patterns
    this.#isOurs = isOurs
  }

  /** Looks through all roots, and heeds them for the next seconds. */
  async look(): Promise<Unreadable[]> {
    clearTimeout(this.#resting)
    if (!this.#closed) {
      this.#watched.begin()
      this.#resting = setTimeout(() => this.#rest(), HEEDED_MS).unref()
    }
    return this.#look()
  }

  /** Those that are known by now, of which nothing is waited for: a root may be slow. What is found later is told as events. */
  list(): ForeignContainer[] {
    return [...this.#byKey.values()].map((one) => one.toModel())
  }

  /** Throws `not-found`. */
  get(ref: ContainerRef): Foreign {
    const found = this.#byKey.get(keyOf(ref))
    if (found) return found
    throw new RuncibleError('not-found', `no such container: ${ref.id}: not found`)
  }

  living(): Foreign[] {
    return [...this.#byKey.values()].filter(({ initLives }) => initLives)
  }

  sources(): Source[] {
    return [...this.#byKey.values()].map((one) => one.source())
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#resting)
    this.#rest()
    for (const one of this.#byKey.values()) one.close()
  }

  #rest(): void {
    this.#watched.close()
    for (const one of this.#byKey.values()) one.unwatch()
  }

  /** All who ask while one look is under way get the next one's answer. */
  #look(): Promise<Unreadable[]> {
    this.#next ??= this.#mutex.runExclusive(() => {
      this.#next = null
      return this.#lookNow()
    })
    return this.#next
  }

  async #lookNow(): Promise<Unreadable[]> {
    if (this.#closed) return []
    const unreadable: Unreadable[] = []
    const all = await rootsOf(this.#patterns)
    const roots = all.filter((root) => !this.#isOurs(root))
    this.#watched.set(roots)
    const there = new Set<string>()
    for (const root of roots) await this.#lookInto(root, there, unreadable)
    if (this.#closed) return []
    for (const [key, one] of this.#byKey) if (!there.has(key)) await this.#forget(key, one)
    const unsure = ({ path }: Unreadable) => [path, dirname(path)].map(rootName)
    await this.#sweep(new Set(unreadable.flatMap(unsure)))
    return unreadable.slice(0, MOST_UNREADABLE)
  }

  async #lookInto(root: string, there: Set<string>, unreadable: Unreadable[]): Promise<void> {
    const namespace = rootName(root)
    const { folders, whole } = await foldersIn(root).catch((error) => {
      if (error.code !== 'ENOENT') unreadable.push({ path: root, why: whyOf(error) })
      return { folders: [], whole: true }
    })
    if (!whole) unreadable.push({ path: root, why: `it holds more than ${MOST_ENTRIES} entries` })
    const turns = new Turns()
    // Those that are known first: one is gone when its own state is, not when its root cannot be read, or was filled.
    const known = [...this.#byKey.values()].map(({ ref }) => ref)
    const ids = known.filter((ref) => ref.namespace === namespace).map((ref) => ref.id)
    for (const id of new Set([...ids, ...folders])) {
      if (this.#closed) return
      await turns.next()
      if (!ContainerId.safeParse(id).success) continue
      if (there.size >= MOST) {
        unreadable.push({ path: root, why: `no more than ${MOST} containers are followed` })
        return
      }
      const ref = { namespace, id }
      try {
        if (await this.#seeOne(ref, root)) there.add(keyOf(ref))
      } catch (error) {
        // Written anew at this moment, perhaps: it is as it was seen last.
        if (this.#byKey.has(keyOf(ref))) there.add(keyOf(ref))
        unreadable.push({ path: join(root, id), why: whyOf(error as Error) })
      }
    }
  }

  async #seeOne(ref: ContainerRef, root: string): Promise<boolean> {
    const key = keyOf(ref)
    const known = this.#byKey.get(key)
    if (known && (await known.look())) {
      if (this.#watched.on) known.watch()
      return true
    }
    if (known) await this.#forget(key, known)
    const found = await Foreign.find({ context: this.#context, ref, root, names: this.#names })
    if (!found) return false
    if (this.#closed) found.close()
    this.#byKey.set(key, found)
    if (this.#watched.on) found.watch()
    return true
  }

  async #forget(key: string, one: Foreign): Promise<void> {
    this.#byKey.delete(key)
    await one.forget().catch(() => {})
  }

  /** What was begun in those that went while no engine looked; `unsure`: places that could not be looked through. */
  readonly #sweep = once(async (unsure: ReadonlySet<string>) => {
    const { layout } = this.#context
    for (const namespace of await readdir(layout.foreign()).catch(() => [])) {
      if (unsure.has(namespace)) continue
      for (const id of await readdir(join(layout.foreign(), namespace)).catch(() => [])) {
        if (this.#byKey.has(keyOf({ namespace, id }))) continue
        await removeFolder(join(layout.foreign(), namespace, id)).catch(() => {})
      }
    }
  })
}

async function foldersIn(root: string): Promise<{ folders: string[]; whole: boolean }> {
  const folders: string[] = []
  let left = MOST_ENTRIES
  for await (const entry of await opendir(root)) {
    if (--left < 0) return { folders, whole: false }
    if (entry.isDirectory()) folders.push(entry.name)
  }
  return { folders, whole: true }
}

function once<T>(work: (input: T) => Promise<void>): (input: T) => Promise<void> {
  let done = false
  return async (input) => {
    if (done) return
    done = true
    await work(input)
  }
}

function whyOf(error: NodeJS.ErrnoException): string {
  if (error.code === 'EACCES') return 'it is another user’s, and hidden'
  if (error instanceof SyntaxError) return 'it is not JSON, or was cut off'
  if (error.name === 'ZodError') return 'it has a form that is not known'
  return error.message
}
