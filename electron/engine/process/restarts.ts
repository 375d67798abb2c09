import { toWireError } from '../../../shared/errors.ts'
import type { Container, Exit, Naming } from '../../../shared/model.ts'
import {
  afterEnd,
  afterFailedAttempt,
  type Decision,
  NO_RESTARTS,
  type RestartRecord,
} from '../groups/restart-policy.ts'
import { beginGracePeriod } from '../runtime/grace-period.ts'
import type { InitHands } from './init-hands.ts'
import type { InitNetwork } from './init-network.ts'
import { permitInit } from './permit.ts'
import { runAgain, running } from './run-again.ts'

/** The further lives of a container: one that somebody asks for, and those that follow a failure by themselves. */
export class Restarts {
  readonly #hands: InitHands
  readonly #network: InitNetwork

  constructor(hands: InitHands, network: InitNetwork) {
    this.#hands = hands
    this.#network = network
  }

  /** Once more from its beginning, with its files as it left them; the count of restarts begins anew. */
  rerun(): Promise<Container> {
    const { exclusive } = this.#hands
    return exclusive.act('rerun', 'running again', this.#permitRerun, async () => {
      await this.#hands.save({ restarts: NO_RESTARTS })
      await this.again(NO_RESTARTS)
      return this.#hands.toModel()
    })
  }

  /** Started again after a failure, if that is still due; an attempt that fails counts as one, too. */
  restart(): Promise<void> {
    const due = () => this.#meta.state === 'stopped' && this.#meta.restarts.dueAt !== null
    return this.#hands.exclusive.act('rerun', 'starting again', due, async (isDue) => {
      if (!isDue) return
      const { restarts, request } = this.#meta
      try {
        await this.again({ ...restarts, dueAt: null })
      } catch (error) {
        this.#hands.problem(toWireError(error))
        const decision = afterFailedAttempt(request.naming, restarts, new Date())
        await this.#hands.update({ restarts: decision.restarts })
        this.tell(decision)
        throw error
      }
    })
  }

  /** For recovery: what an earlier engine had begun to run again is created, and only not started yet. */
  async finish(): Promise<void> {
    const { restarts } = this.#meta
    await this.#hands.exclusive.run(async () => {
      await this.#hands.runc().start(this.#meta.id)
      await this.#hands.update({
        ...running(new Date().toISOString()),
        restarts: { ...restarts, dueAt: null },
      })
    })
  }

  /** It has run for a while: what failed before that no longer counts. */
  async settled(): Promise<void> {
    await this.#hands.exclusive.run(async () => {
      if (this.#meta.state !== 'running' || this.#meta.restarts.count === 0) return
      await this.#hands.update({ restarts: { ...this.#meta.restarts, count: 0 } })
    })
  }

  /** What waits for its restart waits no longer, and how it ends from here on is no failure. */
  async forgo(): Promise<void> {
    await this.#hands.exclusive.run(async () => {
      if (this.#hands.lives) await this.askedToEnd()
      const { restarts } = this.#meta
      if (restarts.dueAt === null) return
      await this.#hands.update({ restarts: { ...restarts, dueAt: null } })
    })
  }

  /** Written down before a signal is sent that is meant to end it: how it ends then is no failure, whoever sees it. */
  async askedToEnd(): Promise<void> {
    const { restarts, request } = this.#meta
    if (restarts.stopAsked || request.naming.restarts === 0) return
    await this.#hands.save({ restarts: { ...restarts, stopAsked: true } })
  }

  /** What comes of an end, to be written down with it. */
  after(exit: Exit): Decision {
    const { request, restarts, startedAt } = this.#meta
    return afterEnd({ naming: request.naming, restarts, exit, startedAt }, new Date())
  }

  /** Notes why it is not started again, where somebody might expect that. */
  tell({ why }: Decision): void {
    const { context, ref } = this.#hands
    if (why !== null) context.journal.note('restart', ref, why)
  }

  /** What it keeps of its restarts under another naming. */
  under(naming: Naming): RestartRecord {
    return naming.restarts === 0 ? NO_RESTARTS : this.#meta.restarts
  }

  /** From its beginning, up to what it is to be. With the lock held. */
  async again(restarts: RestartRecord, to?: 'created' | 'running'): Promise<void> {
    // An exec often follows.
    beginGracePeriod()
    try {
      await runAgain(this.#hands, restarts, to)
    } catch (error) {
      await this.#network.end()
      throw error
    }
  }

  readonly #permitRerun = () => permitInit('rerun', this.#meta.state)

  get #meta() {
    return this.#hands.meta
  }
}
