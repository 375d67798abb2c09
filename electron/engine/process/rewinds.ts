import { RuncibleError } from '../../../shared/errors.ts'
import { statusOf } from '../../../shared/lifecycle.ts'
import type { CheckpointOptions, Container, RestoreOptions } from '../../../shared/model.ts'
import type { CallContext } from '../../../shared/server.ts'
import { explainFullDisk } from '../checkpoint/full-disk.ts'
import { requireMoment } from '../checkpoint/restore.ts'
import { NO_RESTARTS } from '../groups/restart-policy.ts'
import type { Waiting } from '../waiting.ts'
import { restorableCheckpoint } from './create.ts'
import { endAtOnce } from './end-at-once.ts'
import type { Filling } from './filling.ts'
import type { InitEnd } from './init-end.ts'
import type { InitHands, Restoring } from './init-hands.ts'
import { inRewindWords } from './left-stopped.ts'
import type { Members } from './members.ts'
import type { ContainerMetadata } from './metadata.ts'
import type { Moments } from './moments.ts'
import { requireOwnNetwork } from './network.ts'
import { permitInit } from './permit.ts'
import type { Restarts } from './restarts.ts'
import { requireSwappable, type Swapped, swapToCheckpoint } from './rootfs.ts'
import { withWholeMoment } from './whole-moment.ts'

/** What a rewind has to do with besides the container itself. */
interface Parts {
  moments: Moments
  end: InitEnd
  members: Members
  filling: Filling
  restarts: Restarts
}

/** A container becomes one of its moments again, in its place. */
export class Rewinds {
  readonly #hands: InitHands
  readonly #parts: Parts

  constructor(hands: InitHands, parts: Parts) {
    this.#hands = hands
    this.#parts = parts
  }

  /** A stopped container becomes a checkpoint again, in place; its files too where Runcible owns them. */
  restore(checkpoint: string, options: RestoreOptions, call?: Waiting): Promise<Container> {
    const { exclusive, context } = this.#hands
    return exclusive.act(
      'restore',
      'restoring',
      () => this.#permitRestore(checkpoint),
      async () => {
        await requireOwnNetwork(this.#hands)
        return withWholeMoment({ context, exclusive, moment: checkpoint, call }, () => {
          exclusive.phase('restoring')
          return this.#restore({ checkpoint, options })
        })
      },
    )
  }

  /**
   * As restore, also of what lives: that is ended first, by a checkpoint where `keep` says how. All that can be known to stand
   * in the way is asked before, and it lives on until the moment's memory is whole.
   */
  rewind(
    checkpoint: string,
    options: RestoreOptions,
    keep: CheckpointOptions | undefined,
    call: CallContext,
  ): Promise<Container> {
    const { exclusive, context, layout } = this.#hands
    const permit = () => {
      this.#permitRewind(checkpoint)
      if (keep && this.#hands.lives) this.#parts.filling.requireFilled()
    }
    return exclusive.act('rewind', 'looking at the moment', permit, async () => {
      await requireMoment(context.checkpoints, layout, checkpoint)
      await requireOwnNetwork(this.#hands)
      return withWholeMoment({ context, exclusive, moment: checkpoint, call }, () =>
        this.#rewind({ checkpoint, options }, keep, call),
      )
    })
  }

  async #rewind(
    restoring: Restoring,
    keep: CheckpointOptions | undefined,
    call: CallContext,
  ): Promise<Container> {
    if (!this.#hands.lives) {
      this.#hands.exclusive.phase('restoring')
      return this.#restore(restoring)
    }
    await this.#endFor(restoring.checkpoint, keep, call)
    this.#hands.exclusive.goOn('rewind', 'restoring')
    try {
      await requireOwnNetwork(this.#hands)
      return await this.#restore(restoring)
    } catch (error) {
      await this.#hands.save({ rewinding: null })
      throw inRewindWords(error)
    }
  }

  /** Says what for before, and forgets that where it lives on. */
  async #endFor(
    checkpoint: string,
    keep: CheckpointOptions | undefined,
    call: CallContext,
  ): Promise<void> {
    await this.#hands.save({ rewinding: checkpoint })
    try {
      if (keep) await this.#parts.moments.takeHeld({ ...keep, exit: true, preDump: false }, call)
      else await endAtOnce(this.#hands, this.#parts)
    } catch (error) {
      await this.#hands.save({ rewinding: null })
      throw error
    }
  }

  async #restore(restoring: Restoring): Promise<Container> {
    await this.#hands.drained()
    this.#hands.letGoOfConsole()
    const { launched, swap } = await this.#become(restoring)
    this.#hands.problem(null)
    await this.#hands.update({
      ...launched,
      ...(swap?.adopted && { rootfs: swap.adopted, ownsRootfs: true }),
      state: 'running',
      startedAt: new Date().toISOString(),
      exit: null,
      restore: null,
      rewinding: null,
      restarts: NO_RESTARTS,
      moment: restoring.checkpoint,
    })
    await swap?.keep()
    return this.#hands.toModel()
  }

  /** What fails leaves it stopped, with the files that it had. */
  async #become(
    restore: Restoring,
  ): Promise<{ launched: Partial<ContainerMetadata>; swap: Swapped | null }> {
    // What runc knew of it goes while its files change places.
    const forgotten = this.#hands.runc().delete(this.#hands.ref.id)
    forgotten.catch(() => {})
    try {
      await this.#hands.save({ restore })
      return await this.#launchOver(restore, forgotten)
    } finally {
      // Nothing of it goes on behind a failure.
      await forgotten.catch(() => {})
    }
  }

  async #launchOver(
    restore: Restoring,
    forgotten: Promise<void>,
  ): Promise<{ launched: Partial<ContainerMetadata>; swap: Swapped | null }> {
    let swap: Swapped | null = null
    try {
      swap = await swapToCheckpoint(this.#hands.context, this.#hands.meta, restore.checkpoint)
      await forgotten
      return { launched: await this.#hands.launch(restore), swap }
    } catch (error) {
      const explained = await explainFullDisk(error, {
        code: 'restore-failed',
        what: 'the restore failed',
        folder: this.#hands.layout.dir,
      })
      await swap?.undo()
      await this.#hands.save({ restore: null })
      throw explained
    }
  }

  #permitRewind(checkpoint: string): void {
    const { context, meta } = this.#hands
    permitInit('rewind', meta.state)
    restorableCheckpoint(context, checkpoint)
    requireSwappable(context, meta, checkpoint)
  }

  #permitRestore(checkpoint: string): void {
    const { context, meta } = this.#hands
    restorableCheckpoint(context, checkpoint)
    if (meta.state !== 'stopped') {
      const status = statusOf(meta.state, false)
      throw new RuncibleError('failed-precondition', `cannot restore over a ${status} container`, {
        hint: 'Stop it first, or restore the checkpoint into a new container.',
      })
    }
    requireSwappable(context, meta, checkpoint)
  }
}
