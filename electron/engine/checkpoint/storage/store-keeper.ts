import { setTimeout as sleep } from 'node:timers/promises'
import { RuncibleError } from '../../../../shared/errors.ts'
import type { Journal } from '../../journal.ts'
import { beyondBudget, chooseBase, type Held } from './choice.ts'
import { NothingGained } from './refusals.ts'
import type { Shelf } from './shelf.ts'

/** After something has changed it waits so long: a click is often followed by another one, ms. */
const SETTLES_MS = 1000
/** How often it looks whether it may go on, ms. */
const BUSY_MS = 250
/** An answer holds so long, ms. */
const ASKED_MS = 50

/** Stores moments by itself, one after another, while nothing else is under way. */
export class StoreKeeper {
  /** stores one moment more; false: there is none that is to be */
  readonly #next: () => Promise<boolean>
  readonly #journal: Pick<Journal, 'note'>
  /** something is under way that should have the disk for itself; null: it has not begun */
  #busy: (() => boolean) | null = null
  /** those that could not be stored are left alone until the next start */
  readonly #failed = new Set<string>()
  #timer: NodeJS.Timeout | null = null
  #working: Promise<void> | null = null
  #again = false
  #closed = false
  #askedAt = 0
  #wasBusy = false

  constructor(next: () => Promise<boolean>, journal: Pick<Journal, 'note'>) {
    this.#next = next
    this.#journal = journal
  }

  /** Something else should have the disk; not asked at every step, since it looks at every container. */
  readonly isBusy = (): boolean => {
    const now = performance.now()
    if (now - this.#askedAt > ASKED_MS) {
      this.#askedAt = now
      this.#wasBusy = this.#busy?.() ?? false
    }
    return this.#wasBusy
  }

  begin(busy: () => boolean): void {
    this.#busy = busy
    this.nudge()
  }

  /** Something has changed: soon looks whether there is something to store. */
  nudge(): void {
    if (this.#closed || !this.#busy) return
    this.#again = true
    if (this.#timer || this.#working) return
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.#working = this.#work().finally(() => {
        this.#working = null
        if (this.#again) this.nudge()
      })
    }, SETTLES_MS)
    this.#timer.unref()
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#again = false
    if (this.#timer) clearTimeout(this.#timer)
    await this.#working
  }

  /** What to store next, and against what. */
  choose(
    all: readonly Held[],
    budget: number,
    isRead: (id: string) => boolean,
  ): { id: string; base: string } | null {
    for (const one of beyondBudget(all, budget)) {
      if (isRead(one.id) || this.#failed.has(one.id)) continue
      const base = one.base ?? chooseBase(one, all)
      if (base) return { id: one.id, base }
    }
    return null
  }

  /** What was broken off is tried again; where nothing is gained, that is written down; what failed is told and left alone. */
  async failed(shelf: Shelf, id: string, error: unknown): Promise<void> {
    const code = error instanceof RuncibleError ? error.code : null
    if (code === 'cancelled' || (error as Error).name === 'AbortError') return
    this.#failed.add(id)
    const said = error instanceof RuncibleError ? error.details.said : undefined
    const text = (error as Error).message
    this.#journal.note('store moment', null, said ? `${text} (${said})` : text)
    if (!(error instanceof NothingGained)) return
    const { stored } = shelf.record(id)
    if (!stored) await shelf.write(id, { version: 1, stays: 'no gain', stored: null })
  }

  async #work(): Promise<void> {
    this.#again = false
    try {
      while (!this.#closed) {
        if (this.isBusy()) await sleep(BUSY_MS)
        else if (!(await this.#next())) return
      }
    } catch (error) {
      this.#journal.note('store moment', null, (error as Error).message)
    }
  }
}
