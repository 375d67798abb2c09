import { setTimeout as sleep } from 'node:timers/promises'
import { RuncibleError } from '../../../shared/errors.ts'
import { statusOf } from '../../../shared/lifecycle.ts'
import type {
  Checkpoint,
  CheckpointForecast,
  CheckpointOptions,
  Container,
  LeftOut,
  MomentTrigger,
  RestoreOptions,
} from '../../../shared/model.ts'
import type { CallContext } from '../../../shared/server.ts'
import { readSpec } from '../bundle/spec.ts'
import { forecast } from '../checkpoint/forecast.ts'
import { explainFullDisk } from '../checkpoint/full-disk.ts'
import { leftOut, leftOutFiles } from '../checkpoint/left-out.ts'
import { requireMoment } from '../checkpoint/restore.ts'
import { type MomentAbout, takeCheckpoint } from '../checkpoint/take.ts'
import { NO_RESTARTS } from '../groups/restart-policy.ts'
import { readProcesses } from '../inspect/processes.ts'
import { restorableCheckpoint } from './create.ts'
import type { Execs } from './execs.ts'
import { readExit } from './exits.ts'
import type { Filling } from './filling.ts'
import type { InitEnd } from './init-end.ts'
import type { InitHands, Restoring } from './init-hands.ts'
import type { Members } from './members.ts'
import type { ContainerMetadata } from './metadata.ts'
import { requireNetwork } from './network.ts'
import { permitInit } from './permit.ts'
import type { Restarts } from './restarts.ts'
import { endForRewind, inRewindWords } from './rewind.ts'
import { requireSwappable, type Swapped, sharedImage, swapToCheckpoint } from './rootfs.ts'
import { type Waiting, wholeMoment } from './whole-moment.ts'

/** conmon reports the end of a checkpointed container within this, or it is taken as ended all the same. */
const CHECKPOINT_EXIT_MS = 5000
/** Of what ran in a container so many are named in its moment. */
const MOST_NAMES = 20

/** What a checkpoint has to do with besides the container itself. */
interface Parts {
  execs: Execs
  end: InitEnd
  members: Members
  filling: Filling
  restarts: Restarts
}

/** A container's checkpoints: taken of it, and restored in its place. */
export class Moments {
  readonly #hands: InitHands
  readonly #parts: Parts

  constructor(hands: InitHands, parts: Parts) {
    this.#hands = hands
    this.#parts = parts
  }

  take(
    options: CheckpointOptions,
    call: CallContext,
    trigger: MomentTrigger = 'asked',
  ): Promise<Checkpoint> {
    const permit = () => {
      permitInit('checkpoint', this.#hands.meta.state)
      this.#parts.filling.requireFilled()
    }
    return this.#hands.exclusive.act('checkpoint', 'freezing', permit, () =>
      this.#take(options, call, trigger),
    )
  }

  /** With the lock held. */
  async #take(
    options: CheckpointOptions,
    { signal, progress }: CallContext,
    trigger: MomentTrigger = 'asked',
  ): Promise<Checkpoint> {
    const { exclusive, context, layout, meta } = this.#hands
    await this.#hands.save({
      endingCheckpoint: options.exit,
      pausedForCheckpoint: meta.state === 'running' && !options.exit,
    })
    try {
      const taken = await takeCheckpoint({
        runc: this.#hands.runc(),
        context,
        container: this.#hands.toModel(),
        ownsRootfs: meta.ownsRootfs,
        image: sharedImage(meta),
        lower: meta.lower,
        layout,
        options,
        about: await this.#about(trigger, options),
        pids: () => this.#parts.members.pids().catch(() => []),
        console: () => this.#hands.consoleText(),
        signal,
        progress: (value) => {
          exclusive.phase(value.phase)
          progress(value)
        },
      })
      // Of a moment that is no more than the base of others nothing comes.
      if (taken.restorable) await this.#hands.save({ moment: taken.id })
      if (options.exit) await this.#awaitExit()
      context.publish('checkpoint.changed', taken)
      return taken
    } finally {
      await this.#hands.save({ endingCheckpoint: false, pausedForCheckpoint: false })
    }
  }

  /** What a checkpoint of it as it is now would meet, and take. Throws `failed-precondition` where nothing runs. */
  async foresee(): Promise<CheckpointForecast> {
    const pids = await this.#parts.members.inSight()
    const { ok, reason } = (await this.#hands.context.preflight()).features.checkpoint
    return forecast(pids, { leftOut: await this.#leftOut(false), problem: ok ? '' : reason })
  }

  /** A stopped container becomes a checkpoint again, in place; its files too where Runcible owns them. */
  restore(checkpoint: string, options: RestoreOptions, call?: Waiting): Promise<Container> {
    const { exclusive, context, ref } = this.#hands
    return exclusive.act(
      'restore',
      'restoring',
      () => this.#permitRestore(checkpoint),
      async () => {
        await requireNetwork(context, ref, this.#hands.meta.network)
        const letGo = await wholeMoment(context, exclusive, checkpoint, call)
        exclusive.phase('restoring')
        try {
          return await this.#restore({ checkpoint, options })
        } finally {
          letGo()
        }
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
      await this.#requireNetwork()
      const letGo = await wholeMoment(context, exclusive, checkpoint, call)
      try {
        return await this.#rewind({ checkpoint, options }, keep, call)
      } finally {
        letGo()
      }
    })
  }

  async #rewind(
    restoring: Restoring,
    keep: CheckpointOptions | undefined,
    call: CallContext,
  ): Promise<Container> {
    if (!this.#hands.lives) return this.#restore(restoring)
    await this.#endFor(restoring.checkpoint, keep, call)
    this.#hands.exclusive.goOn('rewind', 'restoring')
    try {
      await this.#requireNetwork()
      return await this.#restore(restoring)
    } catch (error) {
      await this.#hands.save({ rewinding: null })
      throw inRewindWords(error)
    }
  }

  /** The ports of a way out are its own while it lives. */
  async #requireNetwork(): Promise<void> {
    const { context, ref, meta, lives } = this.#hands
    if (lives && meta.network.kind === 'outbound') return
    await requireNetwork(context, ref, meta.network)
  }

  /** Says what for before, and forgets that where it lives on. */
  async #endFor(
    checkpoint: string,
    keep: CheckpointOptions | undefined,
    call: CallContext,
  ): Promise<void> {
    await this.#hands.save({ rewinding: checkpoint })
    try {
      if (keep) await this.#take({ ...keep, exit: true, preDump: false }, call)
      else await endForRewind(this.#hands, this.#parts)
    } catch (error) {
      await this.#hands.save({ rewinding: null })
      throw error
    }
  }

  async #restore(restoring: Restoring): Promise<Container> {
    await this.#hands.drained()
    await this.#hands.runc().delete(this.#hands.ref.id)
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

  /** The moment that its state came from is deleted, and came from `from` itself. */
  async forget(moment: string, from: string | null): Promise<void> {
    await this.#hands.exclusive.run(async () => {
      if (this.#hands.meta.moment === moment) await this.#hands.update({ moment: from })
    })
  }

  async #about(trigger: MomentTrigger, { copyFiles }: CheckpointOptions): Promise<MomentAbout> {
    const { meta } = this.#hands
    const pids = await this.#parts.members.pids().catch(() => [])
    return {
      trigger,
      from: meta.moment,
      lostExecs: this.#parts.execs.running().map((exec) => exec.toModel().args),
      processes: readProcesses(pids)
        .slice(0, MOST_NAMES)
        .map(({ name }) => name),
      leftOut: await this.#leftOut(copyFiles),
    }
  }

  async #leftOut(filesCopied: boolean): Promise<LeftOut[]> {
    const { layout } = this.#hands.context
    const { mounts } = await readSpec(this.#hands.layout.config())
    return [
      ...leftOutFiles(this.#hands.meta, filesCopied),
      ...leftOut(mounts, { volumes: layout.volumes(), own: layout.containers() }),
    ]
  }

  /** What fails leaves it stopped, with the files that it had. */
  async #become(
    restore: Restoring,
  ): Promise<{ launched: Partial<ContainerMetadata>; swap: Swapped | null }> {
    await this.#hands.save({ restore })
    let swap: Swapped | null = null
    try {
      swap = await swapToCheckpoint(this.#hands.context, this.#hands.meta, restore.checkpoint)
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

  async #awaitExit(): Promise<void> {
    const files = this.#parts.end.files()
    const until = Date.now() + CHECKPOINT_EXIT_MS
    let seen = readExit(files)
    while (!seen && Date.now() < until) {
      await sleep(10)
      seen = readExit(files)
    }
    await this.#parts.end.seen(seen ?? { code: 137, oom: false, at: new Date() })
  }
}
