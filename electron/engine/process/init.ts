import type { WireError } from '../../../shared/errors.ts'
import { type Status, statusOf } from '../../../shared/lifecycle.ts'
import type { Container, ContainerRef, Limits } from '../../../shared/model.ts'
import type { Spec } from '../bundle/spec.ts'
import { SpecFile } from '../bundle/spec-file.ts'
import type { ProcessConsole } from '../console/process-console.ts'
import type { Neighbour } from '../network/shared.ts'
import type { ContainerLayout } from '../paths.ts'
import type { Runc } from '../runtime/runc.ts'
import { type RuntimeState, readRuntimeState } from '../runtime/state-file.ts'
import { Automatic } from './automatic.ts'
import { containerModel } from './container-model.ts'
import type { EngineContext } from './context.ts'
import { Exclusive } from './exclusive.ts'
import { Execs } from './execs.ts'
import { Filling } from './filling.ts'
import { act } from './init-act.ts'
import { InitConsole } from './init-console.ts'
import { InitEnd } from './init-end.ts'
import type { InitHands, Restoring } from './init-hands.ts'
import { launchInit } from './init-launch.ts'
import { InitNetwork } from './init-network.ts'
import { InitRecord } from './init-record.ts'
import { InitSettings } from './init-settings.ts'
import { InitSignals } from './init-signals.ts'
import { InitStart } from './init-start.ts'
import { Members } from './members.ts'
import type { ContainerMetadata, Pid } from './metadata.ts'
import { Moments } from './moments.ts'
import { Outside } from './outside.ts'
import { permitInit, requireOnce } from './permit.ts'
import { conmonOf, runcOf, runtimeRootOf } from './programs.ts'
import { Recreates } from './recreates.ts'
import { Restarts } from './restarts.ts'
import { Rewinds } from './rewinds.ts'
import { Standstill } from './standstill.ts'

/**
 * The init process of a container. A public action locks, asks the state table and only then acts; what it changed is on
 * disk, ours or runc's, before it is published (containerd's process package, table-driven).
 */
export class Init {
  readonly ref: ContainerRef
  readonly layout: ContainerLayout
  readonly execs: Execs
  readonly members: Members
  readonly network: InitNetwork
  readonly restarts: Restarts
  readonly files: Standstill
  readonly moments: Moments
  readonly rewinds: Rewinds
  readonly recreates: Recreates
  readonly automatic: Automatic
  readonly begin: InitStart
  readonly end: InitEnd
  readonly signals: InitSignals
  readonly settings: InitSettings
  readonly filling: Filling
  readonly #outside: Outside
  readonly #context: EngineContext
  /** Nobody is told of what has gone. */
  readonly #exclusive = new Exclusive(() => {
    if (this.meta.state !== 'deleted') this.changed()
  })
  readonly #record: InitRecord
  readonly #console: InitConsole
  readonly #config: SpecFile
  readonly #hands: InitHands
  #pausing = false
  #lost = false
  #problem: WireError | null = null

  constructor(context: EngineContext, meta: ContainerMetadata) {
    this.#context = context
    this.ref = { namespace: meta.namespace, id: meta.id }
    this.layout = context.layout.container(this.ref)
    this.#record = new InitRecord(this.layout.metadata(), meta, (change) => this.#show(change))
    this.#console = new InitConsole(this.layout, () => this.meta)
    this.#config = new SpecFile(this.layout.config())
    const hands = this.#toHands()
    this.#hands = hands
    this.members = new Members(hands)
    this.execs = new Execs(hands, this)
    this.network = new InitNetwork(hands)
    this.restarts = new Restarts(hands, this.network)
    this.files = new Standstill(hands)
    this.begin = new InitStart(hands, this)
    this.end = new InitEnd(hands, this)
    this.signals = new InitSignals(hands, this)
    this.settings = new InitSettings(hands, this)
    this.filling = new Filling(hands, this)
    this.moments = new Moments(hands, this)
    this.rewinds = new Rewinds(hands, this)
    this.recreates = new Recreates(hands, this)
    this.automatic = new Automatic(hands, this)
    this.#outside = new Outside(hands, this)
  }

  get meta(): Readonly<ContainerMetadata> {
    return this.#record.meta
  }

  get status(): Status {
    return statusOf(this.meta.state, this.#pausing)
  }

  get limits(): Limits {
    return this.meta.limits
  }

  get logSizeMax(): number | undefined {
    return this.meta.request.runtime.logSizeMax
  }

  get runtimeRoot(): string {
    return runtimeRootOf(this.#context, this.meta)
  }

  get initLives(): boolean {
    return ['created', 'running', 'paused'].includes(this.meta.state)
  }

  toModel(): Container {
    return containerModel(this.#context, this.meta, {
      status: this.status,
      lives: this.initLives,
      busy: this.#exclusive.busy,
      lost: this.#lost,
      problem: this.#problem,
      execs: this.execs.toModel(),
      filling: this.filling.toModel(),
      wayOut: this.network.toModel(),
    })
  }

  /** What other containers may know of it. */
  toNeighbour(): Neighbour {
    const { state, network, init } = this.meta
    return { ref: this.ref, state, network, init: this.initLives ? init : null }
  }

  /** Publishes the container as it is now. */
  changed(): void {
    this.#context.publish('container.changed', this.toModel())
  }

  runtime(log: string): Runc {
    return runcOf(this.#context, this.meta, log)
  }

  conmon(): string {
    return conmonOf(this.#context)
  }

  processes(): Promise<number[]> {
    return this.members.pids()
  }

  spec(): { spec: Spec; rootfs: string } {
    return { spec: this.#config.read(), rootfs: this.meta.rootfs }
  }

  pause(): Promise<Container> {
    return act(this.#hands, 'pause', 'pausing', async () => {
      this.#pausing = true
      try {
        const paused = this.#runc().pause(this.ref.id)
        this.changed()
        await paused
      } finally {
        this.#pausing = false
      }
      return {}
    })
  }

  resume(): Promise<Container> {
    return act(this.#hands, 'resume', 'resuming', async () => {
      await this.#runc().resume(this.ref.id)
      return {}
    })
  }

  /** It stays as it is while somebody joins its namespaces. */
  joined<T>(work: (init: Pid, runc: Runc) => Promise<T>): Promise<T> {
    return this.#exclusive.run(async () => {
      permitInit('debug', this.meta.state)
      if (!this.meta.init) throw this.members.notRunning()
      return work(this.meta.init, this.#runc())
    })
  }

  /**
   * Waits for the output to drain, deletes it in runc, and removes what Runcible made for it: `prepare` is called while runc
   * is at work, and what it gives back once that is done.
   */
  delete(prepare: () => () => Promise<void>): Promise<void> {
    const permit = () => permitInit('delete', this.meta.state)
    return this.#exclusive.act('delete', 'deleting', permit, async (state) => {
      // What still lives has said nothing yet, and its console ends with it.
      if (!this.initLives) await this.#console.drained()
      try {
        // Written while runc is at it: what is cut off before is a container that has ended, to be deleted again.
        const [, , discard] = await Promise.all([
          this.#runc().delete(this.ref.id),
          this.#record.save({ phase: 'deleting' }),
          (async () => prepare())(),
        ])
        await this.network.end()
        await discard()
      } catch (error) {
        await this.#record.save({ phase: 'ready' })
        throw error
      }
      this.close()
      this.#record.gone(state)
    })
  }

  async closeStdin(): Promise<Container> {
    requireOnce(this.meta.request.stdin, this.meta.stdinClosed)
    this.#console.known?.closeStdin()
    await this.#record.save({ stdinClosed: true })
    this.changed()
    return this.toModel()
  }

  console(): ProcessConsole {
    return this.#console.shown()
  }

  /** Leaves the container alone and lets go of its consoles. */
  close(): void {
    this.#context.restarter.forget(this.ref)
    this.end.close()
    this.automatic.close()
    this.#outside.close()
    this.#console.letGo()
    this.network.letGo()
    this.filling.letGo()
    this.execs.close()
  }

  /** For recovery: takes over a process that an earlier engine started. */
  async adopt(change: Partial<ContainerMetadata>): Promise<void> {
    await this.#record.save(change)
    await this.#console.adopt()
    this.#watch()
    await this.filling.adopt()
    await this.network.adopt()
  }

  /** For recovery: what is wrong with it. */
  tell(problem: WireError): void {
    this.#problem = problem
  }

  /** For recovery: goes on with the restarts that an earlier engine had under way. */
  goOn(): void {
    this.#context.restarter.watch(this)
  }

  /** For recovery: writes down what became of it while no engine watched. */
  settle(change: Partial<ContainerMetadata>): Promise<void> {
    return this.#record.save(change)
  }

  #launch(restore: Restoring | null): Promise<Partial<ContainerMetadata>> {
    return launchInit(this.#hands, this, restore, (console) => {
      this.#console.begun(console)
      this.members.forget()
      this.#lost = false
    })
  }

  #runtimeState(): Promise<RuntimeState | null> {
    return readRuntimeState(runtimeRootOf(this.#context, this.meta), this.ref.id, this.#runc())
  }

  #runc(): Runc {
    return this.runtime(this.layout.runcLog())
  }

  /** As its parts have it. */
  #toHands(): InitHands {
    const init = this
    return {
      context: this.#context,
      ref: this.ref,
      layout: this.layout,
      exclusive: this.#exclusive,
      get meta() {
        return init.meta
      },
      get lives() {
        return init.initLives
      },
      get monitored() {
        return !init.#lost
      },
      toModel: () => this.toModel(),
      runc: () => this.#runc(),
      runtimeState: () => this.#runtimeState(),
      drained: () => this.#console.drained(),
      consoleText: () => this.#console.text(),
      letGoOfConsole: () => this.#console.letGo(),
      launch: (restore) => this.#launch(restore),
      lost: () => this.#lose(),
      save: (change) => this.#record.save(change),
      update: (change) => this.#record.update(change),
      follow: (change) => this.#record.follow(change),
      problem: (error) => {
        this.#problem = error
      },
      changed: () => this.changed(),
    }
  }

  #lose(): void {
    this.#lost = true
    this.#context.journal.note(
      'monitor-lost',
      this.ref,
      'conmon is gone; the container runs on without console and exit code',
    )
    this.changed()
  }

  #show(change: Partial<ContainerMetadata>): void {
    if (change.init !== undefined) this.#watch()
    else if (change.state !== undefined) this.automatic.listen()
    if (change.init === undefined && change.state === 'stopped') this.#outside.close()
    this.#context.restarter.watch(this)
    this.#exclusive.over()
    this.changed()
  }

  /** Looks after the process that it has now. */
  #watch(): void {
    this.end.watch(this.#console.known)
    this.automatic.watch(this.#console.known)
    this.#outside.watch()
  }
}
