import { RuncibleError, toWireError } from '../../../shared/errors.ts'
import type { InitHands } from './init-hands.ts'
import { mountRootfs } from './rootfs.ts'

/** A container's files, for those who copy them. */
export class Standstill {
  readonly #hands: InitHands

  constructor(hands: InitHands) {
    this.#hands = hands
  }

  /**
   * Runs `work` while the files stand still: nothing else is done with the container meanwhile, and one that runs is paused,
   * where it can be. `moving` says why it is not; null: it stands still.
   */
  during<T>(action: 'commit' | 'export', work: (moving: string | null) => Promise<T>): Promise<T> {
    const { exclusive, context } = this.#hands
    return exclusive.act(action, 'copying', this.#permit, async () => {
      await mountRootfs(context, this.#hands.meta)
      if (this.#hands.meta.state !== 'running') return work(null)
      // An engine that dies in it lets it go on at its next start.
      await this.#hands.save({ pausedForCheckpoint: true })
      try {
        const moving = await this.#stop()
        return await work(moving).finally(() => moving === null && this.#goOn())
      } finally {
        await this.#hands.save({ pausedForCheckpoint: false })
      }
    })
  }

  /** The files are mounted; after a restart of the machine they are not, as long as it rests. */
  mounted(): Promise<void> {
    return this.#hands.exclusive.run(() => {
      this.#permit()
      return mountRootfs(this.#hands.context, this.#hands.meta)
    })
  }

  /** Why it could not be paused; null where it is. */
  #stop(): Promise<string | null> {
    const { ref } = this.#hands
    return this.#hands
      .runc()
      .pause(ref.id)
      .then(() => null, wordsOf)
  }

  async #goOn(): Promise<void> {
    try {
      await this.#hands.runc().resume(this.#hands.ref.id)
    } catch (error) {
      // What ended meanwhile says so itself.
      const state = await this.#hands.runtimeState()
      if (state?.status === 'paused') this.#hands.problem(toWireError(error))
    }
  }

  /** What is mounted for one that was deleted meanwhile would make its folder anew. */
  readonly #permit = (): void => {
    if (this.#hands.meta.state !== 'deleted') return
    throw new RuncibleError('not-found', `no such container: ${this.#hands.ref.id}: not found`)
  }
}

const wordsOf = (error: unknown) => {
  const { message, said } = toWireError(error)
  return said || message
}
