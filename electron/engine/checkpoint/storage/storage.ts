import { Mutex } from 'async-mutex'
import type { Progress } from '../../../../shared/contract.ts'
import type { Checkpoint, MomentStorage } from '../../../../shared/model.ts'
import type { Publish } from '../../../../shared/server.ts'
import { freeBytes } from '../../disk.ts'
import type { Journal } from '../../journal.ts'
import type { Layout } from '../../paths.ts'
import type { CheckpointStore } from '../store.ts'
import { bringBack, makeWhole, type Work } from './bring-back.ts'
import { usualBudget } from './choice.ts'
import { baseFor, isBeingRead, NO_RDIFF, requireRdiff } from './refusals.ts'
import { releaseBase } from './release.ts'
import { StorageSettings } from './settings.ts'
import { Shelf } from './shelf.ts'
import { ShownMoments } from './shown.ts'
import { letImagesGo, storeAs } from './store-as.ts'
import { StoreKeeper } from './store-keeper.ts'

/** How often windows hear how far work is, ms. */
const TOLD_EVERY_MS = 250

/** Who waits for it, and how it is broken off. */
export interface Call {
  signal: AbortSignal
  progress(value: Progress): void
}

export interface StorageContext {
  layout: Layout
  journal: Journal
  publish: Publish
  programs: { rdiff: string | null }
  checkpoints: CheckpointStore
  bootId: string
}

/**
 * How the moments' memory lies on the disk: as CRIU wrote it, or as a difference to another moment's. One work at a time; what
 * somebody waits for breaks off what goes on by itself.
 */
export class Storage {
  readonly #context: StorageContext
  readonly #shelf: Shelf
  readonly #settings: StorageSettings
  readonly #keeper: StoreKeeper
  readonly #shown: ShownMoments
  readonly #one = new Mutex()
  /** how many read a moment's images now */
  readonly #readers = new Map<string, number>()
  #byItself = new AbortController()
  /** how many works somebody waits for */
  #waiting = 0

  constructor(context: StorageContext) {
    this.#context = context
    this.#shelf = new Shelf(context.checkpoints, context.bootId)
    this.#settings = new StorageSettings(context.layout.momentStorage())
    this.#shown = new ShownMoments(context, this.#shelf, this.#settings)
    this.#keeper = new StoreKeeper(() => this.#storeOneMore(), context.journal)
  }

  /** After the moments are read and before any is restored: settles what an earlier engine was in the middle of. */
  async load(say: (text: string) => void): Promise<void> {
    await this.#settings.load().catch((error: Error) => say(error.message))
    await this.#shelf.load(say)
    for (const { id } of this.#context.checkpoints.list()) this.#shown.show(id)
    this.#context.checkpoints.accompany({
      written: () => this.#keeper.nudge(),
      deleting: (id, call, remove) => this.#deleting(id, call, remove),
    })
  }

  /** From here on moments are stored by themselves, except while `busy` says that something else should have the disk. */
  tend(busy: () => boolean): void {
    this.#keeper.begin(busy)
  }

  async close(): Promise<void> {
    this.#waiting += 1
    this.#byItself.abort()
    await this.#keeper.close()
  }

  /**
   * To be called by whatever reads a moment's images (a restore, an export, a look inside): has them all there, and there they
   * stay until what it gives is called. At once where the moment is whole. Progress in bytes, while its memory is brought back
   * together. Throws `failed-precondition` where the disk has no room or rdiff is not installed, `internal` where what comes back
   * is not what it was, or how it is kept cannot be told, `cancelled`; then nothing has changed.
   */
  async whole(id: string, call: Call): Promise<() => void> {
    const letGo = this.hold(id)
    try {
      this.#shelf.requireTold(id)
      if (this.#shelf.missing(id).length === 0) return letGo
      await this.#asked(id, call, (work) => this.#bringBack(id, work))
      return letGo
    } catch (error) {
      letGo()
      throw error
    }
  }

  /** Has the images of a moment that is whole stay where they are, until what it gives is called. */
  hold(id: string): () => void {
    this.#readers.set(id, (this.#readers.get(id) ?? 0) + 1)
    let held = true
    return () => {
      if (!held) return
      held = false
      const left = (this.#readers.get(id) ?? 1) - 1
      if (left > 0) this.#readers.set(id, left)
      else this.#readers.delete(id)
      this.#keeper.nudge()
    }
  }

  /** Stores a moment because people ask for it. Throws `failed-precondition` with what keeps it from that. */
  async store(id: string, call: Call): Promise<Checkpoint> {
    await this.#asked(id, call, async (work) => {
      await this.#shelf.refresh()
      const base = baseFor(this.#shelf, this.#context.checkpoints.get(id), this.#isRead)
      const { bytes, ms } = await storeAs(this.#shelf, { id, base }, work, () => !this.#isRead(id))
      if (bytes > 0) await this.#settings.measured(bytes, ms)
    })
    return this.#context.checkpoints.get(id)
  }

  /** Brings a moment back for good: by itself it is not stored any more. Throws as `whole`. */
  async makeWhole(id: string, call: Call): Promise<Checkpoint> {
    const { checkpoints } = this.#context
    checkpoints.get(id)
    await this.#asked(id, call, async (work) => {
      await makeWhole(this.#shelf, id, work, 'asked')
    })
    return checkpoints.get(id)
  }

  async describe(): Promise<MomentStorage> {
    await this.#shelf.refresh()
    const { layout, programs } = this.#context
    return {
      budget: this.#settings.budget,
      usual: usualBudget(await freeBytes(layout.folders.state)),
      ...this.#shown.totals(),
      problem: programs.rdiff ? null : NO_RDIFF,
    }
  }

  async setBudget(budget: number | null): Promise<MomentStorage> {
    await this.#settings.setBudget(budget)
    this.#keeper.nudge()
    return this.describe()
  }

  /** Before a moment is removed, others that are differences to it become whole, or differences to another one. */
  #deleting(id: string, call: Call, remove: () => Promise<void>): Promise<void> {
    return this.#urgent(async () => {
      const { checkpoints } = this.#context
      const requireUnread = () => {
        if (!this.#isRead(id)) return
        const { name } = checkpoints.get(id)
        throw isBeingRead(`cannot delete “${name}”: its memory is being read now`)
      }
      requireUnread()
      await this.#shelf.refresh()
      this.#shelf.requireUnneeded(id)
      if (this.#shelf.dependents(id).length > 0) {
        await this.#working(id, call, null, (work) =>
          releaseBase(this.#shelf, id, work, {
            isRead: (one) => this.#isRead(one),
            settled: (one) => this.#shown.settled(one),
          }),
        )
      }
      requireUnread()
      await remove()
      await this.#shelf.refresh()
    })
  }

  /** One that goes beyond the budget, by itself; false: there is none. */
  #storeOneMore(): Promise<boolean> {
    return this.#one.runExclusive(async () => {
      await this.#shelf.refresh()
      const { programs, layout } = this.#context
      if (!programs.rdiff) return false
      const budget = this.#settings.budget ?? usualBudget(await freeBytes(layout.folders.state))
      const next = this.#keeper.choose(this.#shelf.held(), budget, this.#isRead)
      if (next) await this.#storeByItself(next)
      return next !== null
    })
  }

  async #storeByItself({ id, base }: { id: string; base: string }): Promise<void> {
    const abort = new AbortController()
    this.#byItself = abort
    // It may have been broken off before it began.
    if (this.#waiting > 0) abort.abort()
    const { signal } = abort
    const mayGo = () => !this.#isRead(id) && !signal.aborted
    const call = { signal, progress: () => {} }
    await this.#working(id, call, this.#keeper.isBusy, async (work) => {
      if (this.#shelf.storedAs(id)) await letImagesGo(this.#shelf, id, mayGo)
      else await storeAs(this.#shelf, { id, base }, work, mayGo)
    }).catch((error: unknown) => this.#keeper.failed(this.#shelf, id, error))
  }

  /** Breaks off what goes on by itself, which might stand still for the very work that waits for it. */
  async #urgent(work: () => Promise<void>): Promise<void> {
    this.#waiting += 1
    this.#byItself.abort()
    try {
      await this.#one.runExclusive(work)
    } finally {
      this.#waiting -= 1
    }
  }

  #asked(id: string, call: Call, work: (work: Work) => Promise<void>): Promise<void> {
    return this.#urgent(async () => {
      call.signal.throwIfAborted()
      await this.#working(id, call, null, work)
      this.#keeper.nudge()
    })
  }

  /** Does it, with windows told of it while it lasts and of what it led to. */
  async #working(
    id: string,
    { signal, progress }: Call,
    standBack: Work['standBack'],
    work: (work: Work) => Promise<void>,
  ): Promise<void> {
    let toldAt = 0
    const tell = (phase: string, exactly: number, total: number) => {
      const done = Math.round(exactly)
      const now = performance.now()
      if (now - toldAt < TOLD_EVERY_MS) return
      toldAt = now
      progress({ phase, done, total, unit: 'bytes' })
      this.#shown.changed(id, { phase, done, total })
    }
    try {
      await work({ rdiff: requireRdiff(this.#context.programs), signal, standBack, tell })
    } finally {
      this.#shown.settled(id)
    }
  }

  async #bringBack(id: string, work: Work): Promise<void> {
    const begun = performance.now()
    const bytes = await bringBack(this.#shelf, id, work)
    if (bytes > 0) await this.#settings.measured(bytes, performance.now() - begun)
  }

  #isRead = (id: string) => this.#readers.has(id)
}
