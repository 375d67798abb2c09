import { Mutex } from 'async-mutex'
import type { Progress } from '../../../../shared/contract.ts'
import { RuncibleError } from '../../../../shared/errors.ts'
import type { Checkpoint, MomentStorage } from '../../../../shared/model.ts'
import type { Publish } from '../../../../shared/server.ts'
import type { Journal } from '../../journal.ts'
import type { Layout } from '../../paths.ts'
import type { CheckpointStore } from '../store.ts'
import { bringBack, makeWhole, type Work } from './bring-back.ts'
import { chooseBase, usualBudget } from './choice.ts'
import { freeBytes } from './parts.ts'
import { releaseBase } from './release.ts'
import { StorageSettings } from './settings.ts'
import { Shelf, sum } from './shelf.ts'
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
  readonly #one = new Mutex()
  /** how many read a moment's images now */
  readonly #readers = new Map<string, number>()
  #byItself = new AbortController()

  constructor(context: StorageContext) {
    this.#context = context
    this.#shelf = new Shelf(context.checkpoints, context.bootId)
    this.#settings = new StorageSettings(context.layout.momentStorage())
    this.#keeper = new StoreKeeper(() => this.#storeOneMore(), context.journal)
  }

  /** After the moments are read and before any is restored: settles what an earlier engine was in the middle of. */
  async load(say: (text: string) => void): Promise<void> {
    await this.#settings.load().catch((error: Error) => say(error.message))
    await this.#shelf.refresh(say)
    for (const { id } of this.#context.checkpoints.list()) this.#show(id)
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
    this.#byItself.abort()
    await this.#keeper.close()
  }

  /**
   * To be called by whatever reads a moment's images (a restore, an export, a look inside): has them all there, and there they
   * stay until what it gives is called. At once where the moment is whole. Progress in bytes, while its memory is brought back
   * together. Throws `failed-precondition` where the disk has no room or rdiff is not installed, `internal` where what comes back
   * is not what it was, `cancelled`; then nothing has changed.
   */
  async whole(id: string, call: Call): Promise<() => void> {
    const letGo = this.hold(id)
    try {
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
    await this.#shelf.refresh()
    await this.#asked(id, call, async (work) => {
      const base = this.#baseFor(id)
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
    const { checkpoints, layout, programs } = this.#context
    const moments = checkpoints.list()
    const stored = moments.flatMap((one) => one.stored ?? [])
    const pages = moments.flatMap(({ id }) => this.#shelf.pages(id))
    const standFor = sum(stored.map(({ wholeBytes }) => wholeBytes))
    return {
      budget: this.#settings.budget,
      usual: usualBudget(await freeBytes(layout.folders.state)),
      whole: sum(pages.map(({ bytes }) => bytes)) - standFor,
      differences: sum(stored.map(({ bytes }) => bytes)),
      standFor,
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
    this.#byItself.abort()
    return this.#one.runExclusive(async () => {
      const { checkpoints } = this.#context
      if (this.#isRead(id)) throw isRead(`delete “${checkpoints.get(id).name}”`)
      await this.#shelf.refresh()
      if (this.#shelf.dependents(id).length > 0) {
        await this.#working(id, call, false, (work) =>
          releaseBase(this.#shelf, id, work, {
            isRead: (one) => this.#isRead(one),
            changed: (one) => this.#changed(one),
          }),
        )
      }
      await remove()
      await this.#shelf.refresh()
    })
  }

  /** One that goes beyond the budget, by itself; false: there is none. */
  async #storeOneMore(): Promise<boolean> {
    await this.#shelf.refresh()
    const { programs, layout } = this.#context
    if (!programs.rdiff) return false
    const budget = this.#settings.budget ?? usualBudget(await freeBytes(layout.folders.state))
    const next = this.#keeper.choose(this.#shelf.held(), budget, (id) => this.#isRead(id))
    if (!next) return false
    const { id, base } = next
    const abort = new AbortController()
    this.#byItself = abort
    await this.#one.runExclusive(() =>
      this.#working(id, { signal: abort.signal, progress: () => {} }, true, async (work) => {
        const mayGo = () => !this.#isRead(id) && !abort.signal.aborted
        if (this.#shelf.storedAs(id)) return letImagesGo(this.#shelf, id, mayGo)
        await storeAs(this.#shelf, { id, base }, work, mayGo)
      }).catch(async (error: unknown) => {
        await this.#keeper.failed(this.#shelf, id, error)
      }),
    )
    return true
  }

  #asked(id: string, call: Call, work: (work: Work) => Promise<void>): Promise<void> {
    this.#byItself.abort()
    return this.#one.runExclusive(async () => {
      call.signal.throwIfAborted()
      await this.#working(id, call, false, work)
      this.#keeper.nudge()
    })
  }

  /** Does it, with windows told of it while it lasts and of what it led to. */
  async #working(
    id: string,
    { signal, progress }: Call,
    gently: boolean,
    work: (work: Work) => Promise<void>,
  ): Promise<void> {
    let toldAt = 0
    const tell = (phase: string, exactly: number, total: number) => {
      const done = Math.round(exactly)
      const now = performance.now()
      if (now - toldAt < TOLD_EVERY_MS) return
      toldAt = now
      progress({ phase, done, total, unit: 'bytes' })
      this.#changed(id, { phase, done, total })
    }
    try {
      await work({ rdiff: this.#rdiff(), signal, gently, tell })
    } finally {
      this.#changed(id)
    }
  }

  async #bringBack(id: string, work: Work): Promise<void> {
    const begun = performance.now()
    const bytes = await bringBack(this.#shelf, id, work)
    if (bytes > 0) await this.#settings.measured(bytes, performance.now() - begun)
  }

  #baseFor(id: string): string {
    const one = this.#context.checkpoints.get(id)
    const refuse = (why: string) =>
      new RuncibleError('failed-precondition', `cannot store “${one.name}” as a difference: ${why}`)
    if (one.stored) throw refuse('it is stored as one already')
    if (this.#isRead(id)) throw isRead(`store “${one.name}” as a difference`)
    const never = this.#shelf.whyNever(one)
    if (never) throw refuse(never)
    const held = this.#shelf.held()
    const moment = held.find((each) => each.id === id)
    const base = moment && (moment.base ?? chooseBase(moment, held))
    if (!base) throw refuse('there is no other moment of its container that it could be one to')
    return base
  }

  #rdiff(): string {
    const { rdiff } = this.#context.programs
    if (rdiff) return rdiff
    throw new RuncibleError('failed-precondition', NO_RDIFF, {
      hint: 'Install the package rdiff, and have the machine looked at again.',
    })
  }

  #isRead = (id: string) => this.#readers.has(id)

  #changed(id: string, storing: Checkpoint['storing'] = null): void {
    this.#show(id, storing)
    const { checkpoints, publish } = this.#context
    if (checkpoints.has(id)) publish('checkpoint.changed', checkpoints.get(id))
  }

  #show(id: string, storing: Checkpoint['storing'] = null): void {
    this.#context.checkpoints.show(id, {
      stored: this.#shelf.stored(id, (bytes) => this.#settings.takesMs(bytes)),
      storing,
      saved: this.#shelf.saved(id),
    })
  }
}

const NO_RDIFF = 'rdiff is not installed'

const isRead = (what: string) =>
  new RuncibleError('failed-precondition', `cannot ${what}: its memory is being read now`, {
    hint: 'Wait until the restore or export that reads it is through.',
  })
