import { RuncibleError, type WireError } from '../../../shared/errors.ts'
import { type Filling as FillingModel, keyOf } from '../../../shared/model.ts'
import { chooseLazily } from '../checkpoint/lazy/choose.ts'
import { explainLost } from '../checkpoint/lazy/lost.ts'
import { KeeperWatch } from '../checkpoint/lazy/watch.ts'
import {
  exitCodeIn,
  exitCodeSoon,
  makeWorkFolder,
  removeMarks,
  writeInit,
} from '../checkpoint/lazy/work-folder.ts'
import { endKeeper, findKeeper, type Keeper, startLazyPages } from '../runtime/lazy-pages.ts'
import { isAlive } from '../runtime/proc.ts'
import type { InitEnd } from './init-end.ts'
import type { InitHands, Restoring } from './init-hands.ts'
import type { BeginLazily, Launched } from './launch.ts'
import type { Members } from './members.ts'
import type { ContainerMetadata, Pid } from './metadata.ts'
import { signalProcess } from './pids.ts'

const SIGKILL = 9
/** What CRIU's log says of a restore that failed because of how its memory was to come. */
const OF_LAZY_PAGES = /uffd|userfault|lazy/i

type Run = (begin: BeginLazily) => Promise<Launched>

const eagerly: BeginLazily = async () => null

/**
 * The memory of a restored container, as long as not all of it is in. What brings it goes on without an engine, and ends the
 * container if it dies (runtime/lazy-pages.ts); here it is begun, followed, found again, and what came of it is told.
 */
export class Filling {
  readonly #hands: InitHands
  readonly #parts: { members: Members; end: InitEnd }
  #keeper: Keeper | null = null
  #listens: Promise<void> = Promise.resolve()
  #init: Pid | null = null
  #watch: KeeperWatch | null = null
  #done = 0
  #letGoOfCheckpoint = () => {}

  constructor(hands: InitHands, parts: { members: Members; end: InitEnd }) {
    this.#hands = hands
    this.#parts = parts
  }

  /** As windows see it; null where all of its memory is in. */
  toModel(): FillingModel | null {
    const { filling } = this.#hands.meta
    if (!filling || !this.#watch) return null
    const { checkpoint, total } = filling
    return { checkpoint, done: Math.min(this.#done, total), total }
  }

  /**
   * Runs a launch, of a restore in the way that is asked for or becomes it; where CRIU refuses that way, once more with all
   * memory first. Until every page is in, the checkpoint cannot be deleted.
   */
  async launch(restoring: Restoring | null, run: Run): Promise<Launched> {
    if (!restoring) return run(eagerly)
    this.#hold(restoring.checkpoint)
    try {
      const launched = await run(this.#begin).catch(this.#again(run)).catch(this.#eagerly(run))
      await this.#follow(launched.init)
      return launched
    } catch (error) {
      await this.#stop()
      throw error
    } finally {
      if (!this.#watch) this.#letGoOfCheckpoint()
    }
  }

  /** Throws `failed-precondition` while memory is missing: CRIU would write what is there, and call it whole. */
  requireFilled(): void {
    if (!this.#hands.meta.filling) return
    throw new RuncibleError(
      'failed-precondition',
      `cannot checkpoint ${this.#hands.ref.id}: its memory is still being brought back, and would not be whole`,
      { hint: 'It can be taken as soon as the last page is in.' },
    )
  }

  /** For recovery: goes on with what an earlier engine had begun, for a container that lives. */
  async adopt(): Promise<void> {
    const { filling, init } = this.#hands.meta
    if (!filling) return
    const { checkpoint, workPath } = filling
    this.#hold(checkpoint)
    this.#init = init
    const keeper = findKeeper(workPath)
    if (keeper) {
      if (init) await writeInit(workPath, init)
      this.#watchOver(keeper, workPath)
      return
    }
    await this.#ended(exitCodeIn(workPath))
  }

  /** It has ended. Gives why, where it was for want of memory. Called with the lock held; the metadata is the caller's. */
  async over(): Promise<WireError | null> {
    const { filling } = this.#hands.meta
    if (!filling) return null
    const keeper = this.#keeper
    this.#keeper = null
    this.letGo()
    return whyEnded(this.#hands, filling, keeper)
  }

  /** Looks after it no longer; it goes on. */
  letGo(): void {
    this.#watch?.close()
    this.#watch = null
    this.#letGoOfCheckpoint()
  }

  readonly #begin: BeginLazily = async (checkpoint, options, below) => {
    const { context, ref, layout } = this.#hands
    const { lazily, memory, why } = await chooseLazily(
      checkpoint.imagePath,
      options.lazy,
      async () => (await context.preflight()).features.lazyRestore,
    )
    if (why !== null) this.#note(beforeItRuns(why))
    if (!lazily) return null
    const workPath = await makeWorkFolder(below, ref)
    // First, so that whoever finds the container finds what fills it.
    await this.#hands.save({ filling: { checkpoint: checkpoint.id, workPath, total: memory } })
    try {
      const { keeper, listens } = await startLazyPages({
        criu: this.#hands.runc().options.criu ?? 'criu',
        imagePath: checkpoint.imagePath,
        workPath,
        pidFile: layout.pidFile(),
      })
      this.#keeper = keeper
      this.#listens = listens
      return workPath
    } catch (error) {
      await this.#hands.save({ filling: null })
      this.#note(beforeItRuns(saidOf(error)))
      return null
    }
  }

  /** A restore that was quicker than what it talks to found nobody: once more, now that this listens. */
  readonly #again = (run: Run) => async (error: unknown) => {
    if (!this.#isOfThisWay(error)) throw error
    await this.#listens
    return run(async () => this.#hands.meta.filling?.workPath ?? null)
  }

  /** Where CRIU refuses to do it later, all memory comes first. */
  readonly #eagerly = (run: Run) => async (error: unknown) => {
    if (!this.#isOfThisWay(error)) throw error
    await this.#stop()
    this.#note(beforeItRuns(saidOf(error)))
    return run(eagerly)
  }

  async #follow(init: Pid | null): Promise<void> {
    const { filling } = this.#hands.meta
    if (!filling || !this.#keeper) return
    this.#init = init
    this.#done = 0
    if (init) await writeInit(filling.workPath, init)
    this.#watchOver(this.#keeper, filling.workPath)
  }

  #watchOver(keeper: Keeper, workPath: string): void {
    this.#keeper = keeper
    this.#watch?.close()
    this.#watch = new KeeperWatch(keeper, workPath, {
      brought: (bytes) => {
        if (bytes === this.#done) return
        this.#done = bytes
        this.#hands.changed()
      },
      ended: (code) => void this.#ended(code),
    })
  }

  async #ended(code: number | null): Promise<void> {
    if (code !== 0) return this.#lose()
    const { filling } = this.#hands.meta
    await this.#hands.exclusive.run(async () => {
      // One that was rewound meanwhile is filled by another by now.
      if (!filling || this.#hands.meta.filling !== filling) return
      await this.#stop()
      this.#hands.changed()
    })
  }

  /** Its keeper has ended the init, unless that was killed, too: this is for all cases. */
  async #lose(): Promise<void> {
    const { filling, state } = this.#hands.meta
    if (!filling || state === 'stopped') return
    try {
      signalProcess(this.#init, SIGKILL)
    } catch {
      // it has gone already
    }
    this.#note('what brought its memory back died before all of it was in: it is ended at once')
    await this.#hands.exclusive.run(async () => {
      if (!this.#hands.lives || this.#hands.meta.filling !== filling) return
      // Those in no pid namespace of their own live on without their init.
      await this.#parts.members.signal(SIGKILL).catch(() => {})
      if (this.#hands.meta.state === 'paused') await this.#parts.end.thaw()
    })
  }

  /** Nothing fills it any more. */
  async #stop(): Promise<void> {
    const { filling } = this.#hands.meta
    this.letGo()
    if (this.#keeper) endKeeper(this.#keeper)
    this.#keeper = null
    if (!filling) return
    await this.#hands.save({ filling: null })
    await removeMarks(filling.workPath)
  }

  #isOfThisWay(error: unknown): boolean {
    if (!this.#hands.meta.filling || !(error instanceof RuncibleError)) return false
    return (
      error.code === 'restore-failed' &&
      OF_LAZY_PAGES.test(`${error.message} ${error.details.said ?? ''}`)
    )
  }

  #hold(checkpoint: string): void {
    const { context, ref, meta } = this.#hands
    const { parentCheckpoint } = meta.request.runtime
    const held = [checkpoint, ...(parentCheckpoint ? [parentCheckpoint] : [])]
    const letGo = held.flatMap((id) => [
      context.checkpoints.hold(id, keyOf(ref)),
      context.storage.hold(id),
    ])
    this.#letGoOfCheckpoint()
    this.#letGoOfCheckpoint = () => {
      for (const one of letGo) one()
    }
  }

  #note(text: string): void {
    const { context, ref } = this.#hands
    context.journal.note('restore', ref, text)
  }
}

const beforeItRuns = (why: string) =>
  `all of its memory is brought back before it runs, because ${why}`

function saidOf(error: unknown): string {
  if (!(error instanceof RuncibleError)) return String(error)
  return error.details.said ? `${error.message}: ${error.details.said}` : error.message
}

type Begun = NonNullable<ContainerMetadata['filling']>

/**
 * Ends what filled a container that has ended, and gives why that ended where it was for want of memory; null: for another
 * reason. A keeper that is still at work saw nothing amiss.
 */
async function whyEnded(
  { context }: Pick<InitHands, 'context'>,
  { checkpoint, workPath }: Begun,
  keeper: Keeper | null,
): Promise<WireError | null> {
  const code = await exitCodeSoon(workPath, keeper)
  const works = keeper !== null && isAlive(keeper.pid, keeper.startTime)
  if (keeper) endKeeper(keeper)
  if (code === 0 || (code === null && works)) return null
  const name = context.checkpoints.list().find(({ id }) => id === checkpoint)?.name ?? checkpoint
  return explainLost(name, workPath)
}

/** For recovery, of a container that has ended or never came to run: as `over`. */
export async function endFilling(
  hands: Pick<InitHands, 'context'>,
  { filling }: Pick<ContainerMetadata, 'filling'>,
): Promise<WireError | null> {
  return filling && whyEnded(hands, filling, findKeeper(filling.workPath))
}
