import { toWireError, type WireError } from '../../../shared/errors.ts'
import {
  type AutomaticMoments,
  type Checkpoint,
  CheckpointOptions,
  type Container,
  isAutomatic,
  keyOf,
  type MomentTrigger,
} from '../../../shared/model.ts'
import type { ProcessConsole } from '../console/process-console.ts'
import { TextWatch } from '../console/text-watch.ts'
import { NOBODY } from '../waiting.ts'
import type { InitHands } from './init-hands.ts'
import type { Moments } from './moments.ts'
import { permitInit } from './permit.ts'

const MINUTE_MS = 60_000
/** A text may be written again and again: a moment stands still for a while, and so many would be nothing else. */
const TEXT_PAUSE_MS = 10_000

/** Why a moment is taken by itself. */
type AutomaticTrigger = Extract<MomentTrigger, 'timer' | 'exec' | 'limits' | 'line'>

/** The moments of a container that are taken by themselves: while it runs, one at a time, the newest of them kept. */
export class Automatic {
  readonly #hands: InitHands
  readonly #parts: { moments: Moments }
  #console: ProcessConsole | null = null
  #timer: NodeJS.Timeout | null = null
  #stopListening: () => void = () => {}
  #taking = false
  /** when one was tried last by what the console wrote, and by the clock: ms since 1970 */
  #textAt = 0
  #triedAt = 0
  /** the last one could not be taken */
  #failed = false

  constructor(hands: InitHands, parts: { moments: Moments }) {
    this.#hands = hands
    this.#parts = parts
  }

  /** null: none any more. */
  async set(automatic: AutomaticMoments | null): Promise<Container> {
    await this.#hands.exclusive.run(async () => {
      const { state } = this.#hands.meta
      if (state === 'deleted') permitInit('update', state)
      await this.#hands.update({ automatic })
    })
    this.listen()
    return this.#hands.toModel()
  }

  /** Before something that is done to it: what goes wrong is told, and does not keep that from being done. */
  async before(trigger: 'exec' | 'limits'): Promise<void> {
    const { automatic } = this.#hands.meta
    const wanted = trigger === 'exec' ? automatic?.beforeExec : automatic?.beforeLimits
    if (wanted) await this.#take(trigger)
  }

  /** Looks after what its console writes from now on. */
  watch(console: ProcessConsole | null): void {
    this.#console = console
    this.listen()
  }

  /** Its state or its rule may be another one. */
  listen(): void {
    this.#setTimer()
    this.#stopListening()
    this.#stopListening = () => {}
    const text = this.#hands.meta.automatic?.onText
    if (!text || !this.#console?.live) return
    const watch = new TextWatch(text)
    this.#stopListening = this.#console.onOutput((bytes) => {
      if (watch.sees(bytes)) void this.#onText()
    })
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#stopListening()
  }

  async #onText(): Promise<void> {
    if (Date.now() - this.#textAt < TEXT_PAUSE_MS) return
    this.#textAt = Date.now()
    await this.#take('line')
  }

  #setTimer(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    const { automatic, state } = this.#hands.meta
    if (!automatic?.everyMinutes || state !== 'running') return
    const due = this.#lastByClock() + automatic.everyMinutes * MINUTE_MS
    this.#timer = setTimeout(() => void this.#onTimer(), Math.max(0, due - Date.now()))
    this.#timer.unref()
  }

  async #onTimer(): Promise<void> {
    // Also of one that is not taken, for want of memory or since another is: the next is due a while later.
    this.#triedAt = Date.now()
    await this.#take('timer')
    this.#setTimer()
  }

  /** When the last one was taken, or tried, by the clock; a life begins it anew. ms since 1970 */
  #lastByClock(): number {
    const { startedAt } = this.#hands.meta
    const last = this.#own().findLast(({ trigger }) => trigger === 'timer')
    const times = [last?.createdAt, startedAt].map((time) => (time ? Date.parse(time) : 0))
    return Math.max(this.#triedAt, ...times)
  }

  async #take(trigger: AutomaticTrigger): Promise<void> {
    const { state, filling } = this.#hands.meta
    // As long as its memory comes out of a moment it is that moment still.
    if (this.#taking || state !== 'running' || filling) return
    this.#taking = true
    const { context, ref } = this.#hands
    try {
      await context.journal.record('checkpoint', ref, () => this.#takeNow(trigger))
      this.#tell(null)
      await this.#makeRoom()
    } catch (error) {
      this.#tell(toWireError(error))
    } finally {
      this.#taking = false
    }
  }

  /** What went wrong stays until one could be taken again. */
  #tell(problem: WireError | null): void {
    if (problem === null && !this.#failed) return
    this.#failed = problem !== null
    this.#hands.problem(problem)
    this.#hands.changed()
  }

  async #takeNow(trigger: AutomaticTrigger): Promise<Checkpoint> {
    const options = CheckpointOptions.parse(await this.#parts.moments.askedFor())
    return this.#parts.moments.take(options, NOBODY, trigger)
  }

  /** The oldest go; one that cannot (others build on its pages, or its memory is still being read) is tried with the next. */
  async #makeRoom(): Promise<void> {
    const { context, meta, ref } = this.#hands
    const keep = meta.automatic?.keep
    if (keep === undefined) return
    const automatic = this.#own().filter(({ trigger, pinned }) => isAutomatic(trigger) && !pinned)
    for (const { id, name } of automatic.slice(0, Math.max(0, automatic.length - keep))) {
      await context.deleteMoment(id).catch((error: Error) => {
        context.journal.note('delete checkpoint', ref, `“${name}” stays: ${error.message}`)
      })
    }
  }

  /** oldest first */
  #own(): Checkpoint[] {
    const { context, ref } = this.#hands
    return context.checkpoints.list().filter(({ container }) => keyOf(container) === keyOf(ref))
  }
}
