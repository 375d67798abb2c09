import { mkdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { Mutex } from 'async-mutex'
import { RuncibleError } from '../../../shared/errors.ts'
import type { ContainerRef, ForeignContainer, Limits, ProcessRef } from '../../../shared/model.ts'
import { foreignName } from '../../../shared/model.ts'
import { removeFolder } from '../bundle/remove.ts'
import type { Spec } from '../bundle/spec.ts'
import type { Source } from '../figures/history.ts'
import type { Surroundings } from '../inspect/inspect.ts'
import { inNamespaceOf, signalOne } from '../inspect/processes.ts'
import type { ContainerLayout } from '../paths.ts'
import type { EngineContext } from '../process/context.ts'
import { Exclusive } from '../process/exclusive.ts'
import type { ExecParent } from '../process/exec-parent.ts'
import { Execs } from '../process/execs.ts'
import { permitInit } from '../process/permit.ts'
import { conmonOf, runcIn } from '../process/programs.ts'
import { recoverExecs } from '../process/recover-execs.ts'
import type { Subject } from '../process/subject.ts'
import { cgroupPids } from '../runtime/cgroup.ts'
import { freezerFile } from '../runtime/freezer.ts'
import { recordItself } from '../runtime/run.ts'
import type { Runc } from '../runtime/runc.ts'
import { foreignModel } from './foreign-model.ts'
import type { Names } from './owner.ts'
import { isSame, type Seen, see, whyLookOnly } from './seen.ts'
import { StateFiles } from './state.ts'
import { Watched } from './watched.ts'

interface Around {
  context: EngineContext
  ref: ContainerRef
  root: string
  names: Names
}

/**
 * A container that something else made: it can be looked at, and worked in as far as its owner survives that. The truth of it is
 * its runtime's; here is what was seen last.
 */
export class Foreign implements ExecParent, Subject {
  readonly ref: ContainerRef
  readonly layout: ContainerLayout
  readonly execs: Execs
  /** none that we would know of */
  readonly limits: Limits = {}
  readonly logSizeMax = undefined
  readonly #around: Around
  readonly #files: StateFiles
  readonly #exclusive = new Exclusive(() => {})
  readonly #looking = new Mutex()
  readonly #watched = new Watched(() => void this.look().catch(() => {}))
  #seen: Seen
  #told = ''

  private constructor(around: Around, files: StateFiles, seen: Seen) {
    const { context, ref } = around
    this.#around = around
    this.ref = ref
    this.layout = context.layout.foreignContainer(ref)
    this.#files = files
    this.#seen = seen
    const state = () => this.#seen.state
    this.execs = new Execs(
      {
        context,
        ref,
        exclusive: this.#exclusive,
        changed: () => this.changed(),
        meta: {
          get state() {
            return state()
          },
        },
      },
      this,
    )
  }

  /** The one in that folder of a runtime root; null: there is none. Throws what is wrong with its state. */
  static async find(around: Around): Promise<Foreign | null> {
    const files = new StateFiles(folderOf(around))
    const seen = await see(files, placeOf(around), around.names, null)
    if (!seen) return null
    const foreign = new Foreign(around, files, seen)
    await recoverExecs(around.context, foreign, foreign.execs)
    foreign.changed()
    return foreign
  }

  get status(): Seen['state'] {
    return this.#seen.state
  }
  get initLives(): boolean {
    return this.#seen.state !== 'stopped'
  }
  get name(): string {
    return foreignName({ id: this.ref.id, name: this.#seen.name })
  }
  /** null: nothing runs in it */
  get init(): ProcessRef | null {
    const { pid, startTime } = this.#seen
    return this.initLives ? { pid, startTime } : null
  }

  toModel(): ForeignContainer {
    return foreignModel(this.ref, this.#around.root, this.#seen, this.execs.toModel())
  }

  /** Sees what became of it, and tells. False: it is gone, or another one has its id. Throws what is wrong with its state. */
  look(): Promise<boolean> {
    return this.#looking.runExclusive(async () => {
      const before = this.#seen
      const seen = await see(this.#files, placeOf(this.#around), this.#around.names, before)
      if (!seen || !isSame(before, seen)) return false
      this.#seen = seen
      if (this.#watched.on) this.#noteFrom(before.state)
      this.#watch()
      this.changed()
      return true
    })
  }

  /** Hears of what is done to it, as long as that is not taken back. */
  watch(): void {
    this.#watched.begin()
    this.#watch()
  }

  unwatch(): void {
    this.#watched.close()
  }

  async pause(): Promise<ForeignContainer> {
    return this.#act('pause', (runc) => runc.pause(this.ref.id))
  }

  async resume(): Promise<ForeignContainer> {
    return this.#act('resume', (runc) => runc.resume(this.ref.id))
  }

  /** Signals its init. */
  async kill(signal: number): Promise<void> {
    await this.#act('kill', (runc) => runc.kill(this.ref.id, signal))
  }

  /** Signals one of its processes. Throws `not-found` where it is gone, or is none of them. */
  async signalOne(process: ProcessRef, signal: number): Promise<void> {
    this.#requireMore()
    const pids = await this.inSight()
    const begun = performance.now()
    signalOne(pids, process, signal)
    recordItself(['kill', `-${signal}`, String(process.pid)], begun)
  }

  /** Throws `failed-precondition` where it can be looked at alone. */
  async beforeExec(): Promise<void> {
    this.#requireMore()
    // Its folder is there only once something was begun in it.
    await mkdir(this.layout.dir, { recursive: true, mode: 0o700 })
  }

  /** pids to be looked at. Throws `failed-precondition` where nothing runs. */
  async inSight(): Promise<number[]> {
    const { init } = this
    if (!init) throw notRunning(this.ref)
    const pids = await this.processes()
    return pids.length > 0 ? pids : inNamespaceOf(init.pid)
  }

  processes(): Promise<number[]> {
    return cgroupPids(this.#seen.cgroups)
  }

  source(): Source {
    const { ref, init } = this
    const running = init && { init: init.pid, cgroup: this.#seen.cgroups }
    return { ref, createdAt: this.#seen.created, running }
  }

  /** What is around its processes. Throws `failed-precondition` where nothing runs. */
  async surroundings(): Promise<Omit<Surroundings, 'neighbours'>> {
    const { init, ref } = this
    if (!init) throw notRunning(ref)
    const { rootfs, spec, cgroups } = this.#seen
    return {
      init,
      pids: await this.inSight(),
      spec,
      rootfs: await realpath(rootfs).catch(() => rootfs),
      cgroupPaths: cgroups,
    }
  }

  runtime(log: string): Runc {
    return runcIn(this.#around.context, this.#around.root, log)
  }

  conmon(): string {
    return conmonOf(this.#around.context)
  }

  spec(): { spec: Spec; rootfs: string } {
    const { spec, rootfs, bundle } = this.#seen
    if (spec) return { spec, rootfs }
    throw new RuncibleError('unsupported', `${bundle}/config.json cannot be read`, {
      hint: 'A process in it would get its rights from there. Its debug shell needs none.',
    })
  }

  /** Publishes it where windows do not know it as it is. */
  changed(): void {
    const model = this.toModel()
    const text = JSON.stringify(model)
    if (text === this.#told) return
    this.#told = text
    this.#around.context.publish('foreign.changed', model)
  }

  /** Lets go of it; what was begun in it runs on. */
  close(): void {
    this.#watched.close()
    this.execs.close()
  }

  /** It is gone, and with it what was begun in it. */
  async forget(): Promise<void> {
    this.close()
    this.#around.context.publish('foreign.removed', this.ref)
    await removeFolder(this.layout.dir)
  }

  #act(
    action: 'pause' | 'resume' | 'kill',
    work: (runc: Runc) => Promise<void>,
  ): Promise<ForeignContainer> {
    return this.#exclusive.run(async () => {
      this.#requireMore()
      // Another one may have its id by now, and is not the one that was meant.
      if (!(await this.look().catch(() => true))) throw gone(this.ref)
      permitInit(action, this.#seen.state)
      await mkdir(this.layout.dir, { recursive: true, mode: 0o700 })
      this.#watched.ours = true
      try {
        await work(this.runtime(this.layout.runcLog()))
        await this.look().catch(() => {})
      } finally {
        this.#watched.ours = false
      }
      return this.toModel()
    })
  }

  #requireMore(): void {
    const why = whyLookOnly(this.#seen)
    if (why) throw new RuncibleError('failed-precondition', `it can be looked at alone: ${why}`)
  }

  /** Its graphs show where somebody else paused it. */
  #noteFrom(before: Seen['state']): void {
    const { state } = this.#seen
    if (this.#watched.ours || before === state || before === 'stopped') return
    const { journal } = this.#around.context
    if (state === 'paused') {
      journal.note('paused outside', this.ref, 'paused by something else than Runcible')
    } else if (before === 'paused' && state !== 'stopped') {
      journal.note('resumed outside', this.ref, 'resumed by something else than Runcible')
    }
  }

  #watch(): void {
    const freezer = freezerFile(this.#seen.cgroups)
    this.#watched.set([folderOf(this.#around), ...(freezer ? [freezer] : [])])
  }
}

const folderOf = ({ root, ref }: Around) => join(root, ref.id)
const placeOf = (around: Around) => ({
  folder: folderOf(around),
  root: around.root,
  id: around.ref.id,
})

const gone = ({ id }: ContainerRef) =>
  new RuncibleError('not-found', `container ${id} is there no more: not found`)

const notRunning = ({ id }: ContainerRef) =>
  new RuncibleError('failed-precondition', `container ${id} is not running`)
