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
import { leftOut } from '../checkpoint/left-out.ts'
import type { RootfsSwap } from '../checkpoint/rootfs-swap.ts'
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
import { requireSwappable, sharedImage, swapToCheckpoint } from './rootfs.ts'
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
    { signal, progress }: CallContext,
    trigger: MomentTrigger = 'asked',
  ): Promise<Checkpoint> {
    const { exclusive, context, layout } = this.#hands
    const permit = () => {
      permitInit('checkpoint', this.#hands.meta.state)
      this.#parts.filling.requireFilled()
    }
    return exclusive.act('checkpoint', 'freezing', permit, async () => {
      const { meta } = this.#hands
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
          layout,
          options,
          about: await this.#about(trigger),
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
    })
  }

  /** What a checkpoint of it as it is now would meet, and take. Throws `failed-precondition` where nothing runs. */
  async foresee(): Promise<CheckpointForecast> {
    const pids = await this.#parts.members.inSight()
    const { ok, reason } = (await this.#hands.context.preflight()).features.checkpoint
    return forecast(pids, { leftOut: await this.#leftOut(), problem: ok ? '' : reason })
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

  async #restore(restoring: Restoring): Promise<Container> {
    await this.#hands.runc().delete(this.#hands.ref.id)
    this.#hands.letGoOfConsole()
    const { launched, swap } = await this.#become(restoring)
    await this.#hands.update({
      ...launched,
      state: 'running',
      startedAt: new Date().toISOString(),
      exit: null,
      restore: null,
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

  async #about(trigger: MomentTrigger): Promise<MomentAbout> {
    const { meta } = this.#hands
    const pids = await this.#parts.members.pids().catch(() => [])
    return {
      trigger,
      from: meta.moment,
      lostExecs: this.#parts.execs.running().map((exec) => exec.toModel().args),
      processes: readProcesses(pids)
        .slice(0, MOST_NAMES)
        .map(({ name }) => name),
      leftOut: await this.#leftOut(),
    }
  }

  async #leftOut(): Promise<LeftOut[]> {
    const { layout } = this.#hands.context
    const { mounts } = await readSpec(this.#hands.layout.config())
    return leftOut(mounts, { volumes: layout.volumes(), own: layout.containers() })
  }

  /** What fails leaves it stopped, with the files that it had. */
  async #become(
    restore: Restoring,
  ): Promise<{ launched: Partial<ContainerMetadata>; swap: RootfsSwap | null }> {
    await this.#hands.save({ restore })
    let swap: RootfsSwap | null = null
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
