import { setTimeout as sleep } from 'node:timers/promises'
import type {
  Checkpoint,
  CheckpointForecast,
  CheckpointOptions,
  LeftOut,
  MomentTrigger,
} from '../../../shared/model.ts'
import { neededOptions } from '../../../shared/needed-options.ts'
import type { CallContext } from '../../../shared/server.ts'
import { readSpec, type Spec } from '../bundle/spec.ts'
import { forecast } from '../checkpoint/forecast.ts'
import { folderOf, leftOut, leftOutFiles } from '../checkpoint/left-out.ts'
import { type MomentAbout, takeCheckpoint } from '../checkpoint/take.ts'
import { requireNoneAdopted } from '../debug/adopted.ts'
import { readProcesses } from '../inspect/processes.ts'
import type { Execs } from './execs.ts'
import { readExit } from './exits.ts'
import type { Filling } from './filling.ts'
import type { InitEnd } from './init-end.ts'
import type { InitHands } from './init-hands.ts'
import type { Members } from './members.ts'
import { permitInit } from './permit.ts'
import { sharedImage } from './rootfs.ts'

/** conmon reports the end of a checkpointed container within this, or it is taken as ended all the same. */
const CHECKPOINT_EXIT_MS = 5000
/** It is on its way by then: a look is one read of one small file. */
const EXIT_LOOK_MS = 2
/** Of what ran in a container so many are named in its moment. */
const MOST_NAMES = 20

/** What a checkpoint has to do with besides the container itself. */
interface Parts {
  execs: Execs
  end: InitEnd
  members: Members
  filling: Filling
}

/** The moments that are taken of a container. */
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
      this.takeHeld(options, call, trigger),
    )
  }

  /** With the lock held, by whoever does more with it. */
  async takeHeld(
    options: CheckpointOptions,
    { signal, progress }: CallContext,
    trigger: MomentTrigger = 'asked',
  ): Promise<Checkpoint> {
    const { exclusive, context, layout, meta, ref } = this.#hands
    const runc = this.#hands.runc()
    // Asked while the rest is read; whoever needs it hears of a failure.
    runc.criuArgs().catch(() => {})
    const [inside, config] = await Promise.all([
      this.#parts.members.pids(),
      readSpec(layout.config()),
    ])
    requireNoneAdopted(context.debugSessions(ref), inside)
    await this.#hands.save({
      endingCheckpoint: options.exit,
      pausedForCheckpoint: meta.state === 'running' && !options.exit,
    })
    try {
      const taken = await takeCheckpoint({
        runc,
        context,
        container: this.#hands.toModel(),
        ownsRootfs: meta.ownsRootfs,
        image: sharedImage(meta),
        lower: meta.lower,
        layout,
        options,
        about: await this.#about(trigger, options, { inside, config }),
        inside,
        pids: () => this.#parts.members.pids(),
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
    const { meta, layout } = this.#hands
    const config = await readSpec(layout.config())
    return forecast(pids, {
      folder: folderOf(meta),
      leftOut: this.#leftOut(config, true),
      problem: ok ? '' : reason,
    })
  }

  /** The options that it asks for as it is now. */
  async askedFor(): Promise<Partial<CheckpointOptions>> {
    return neededOptions(await this.foresee())
  }

  /** The moment that its state came from is deleted, and came from `from` itself. */
  async forget(moment: string, from: string | null): Promise<void> {
    await this.#hands.exclusive.run(async () => {
      if (this.#hands.meta.moment === moment) await this.#hands.update({ moment: from })
    })
  }

  async #about(
    trigger: MomentTrigger,
    { copyFiles }: CheckpointOptions,
    { inside, config }: { inside: readonly number[]; config: Spec },
  ): Promise<MomentAbout> {
    const { meta, context, ref } = this.#hands
    return {
      trigger,
      from: meta.moment,
      lostExecs: [
        ...this.#parts.execs.running().map((exec) => exec.toModel().args),
        ...context.debugSessions(ref).map(({ record }) => record.args),
      ],
      processes: (await readProcesses(inOrder(inside, meta.init?.pid).slice(0, MOST_NAMES))).map(
        ({ name }) => name,
      ),
      leftOut: this.#leftOut(config, copyFiles),
    }
  }

  #leftOut({ mounts }: Spec, filesCopied: boolean): LeftOut[] {
    const { layout } = this.#hands.context
    return [
      ...leftOutFiles(this.#hands.meta, filesCopied),
      ...leftOut(mounts, { volumes: layout.volumes(), own: layout.containers() }),
    ]
  }

  async #awaitExit(): Promise<void> {
    const files = this.#parts.end.files()
    const until = Date.now() + CHECKPOINT_EXIT_MS
    let seen = readExit(files)
    while (!seen && Date.now() < until) {
      await sleep(EXIT_LOOK_MS)
      seen = readExit(files)
    }
    await this.#parts.end.seen(seen ?? { code: 137, oom: false, at: new Date() })
  }
}

/** The init first; the kernel promises no order. */
const inOrder = (pids: readonly number[], init: number | undefined): number[] =>
  [...pids].sort((a, b) => Number(b === init) - Number(a === init) || a - b)
