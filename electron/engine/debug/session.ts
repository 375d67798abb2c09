import { mkdirSync } from 'node:fs'
import { Mutex } from 'async-mutex'
import { RuncibleError } from '../../../shared/errors.ts'
import type { ContainerRef, Exit, Shell } from '../../../shared/model.ts'
import { writeJson } from '../atomic.ts'
import { removeFolder } from '../bundle/remove.ts'
import type { Spec } from '../bundle/spec.ts'
import { attachConsole, type ProcessConsole, replayConsole } from '../console/process-console.ts'
import type { ShellLayout } from '../paths.ts'
import type { EngineContext } from '../process/context.ts'
import { endedWithMachine, readExit, type SeenExit, toExit } from '../process/exits.ts'
import { Monitored } from '../process/monitored.ts'
import { runtimeProcesses, waitForOrphans } from '../process/orphans.ts'
import { pidOf, readPidFile } from '../process/pids.ts'
import { conmonOf } from '../process/programs.ts'
import { writeRecord } from '../record.ts'
import { type ConmonCreate, conmonCreate } from '../runtime/conmon.ts'
import { isAlive, linkOrNull } from '../runtime/proc.ts'
import { Runc } from '../runtime/runc.ts'
import { endAll, inMounts } from './processes.ts'
import type { ShellRecord } from './record.ts'

/** Whoever waits for an end waits so long for conmon to tell of it. */
const END_MS = 2000

/** A debug session: a container of runc's beside the one that it looks at, in that one's namespaces, under a conmon of its own. */
export class DebugSession {
  readonly id: string
  readonly #context: EngineContext
  readonly #layout: ShellLayout
  readonly #mutex = new Mutex()
  readonly #changed: (model: Shell) => void
  #record: ShellRecord
  #console: ProcessConsole | null = null
  #monitored: Monitored | null = null
  #lost = false
  #ended: () => void = () => {}
  readonly #end = new Promise<void>((resolve) => {
    this.#ended = resolve
  })

  constructor(context: EngineContext, record: ShellRecord, changed: (model: Shell) => void) {
    this.id = record.id
    this.#context = context
    this.#record = record
    this.#layout = context.layout.shell(record.id)
    this.#changed = changed
  }

  get record(): Readonly<ShellRecord> {
    return this.#record
  }

  get runs(): boolean {
    return this.#record.phase !== 'ended'
  }

  toModel(): Shell {
    const { id, container, kind, args, process, startedAt, exit } = this.#record
    const monitor = this.runs ? (this.#lost ? 'lost' : 'watching') : 'none'
    const pid = this.runs ? (process?.pid ?? null) : null
    return { id, container, kind, args, pid, monitor, startedAt, exit }
  }

  /** Has runc make and start it; `byHand` is what a person would type. Throws what runc said; nothing is left then. */
  async open(spec: Spec, byHand: readonly [string, ...string[]]): Promise<void> {
    const { exits, conmonWork, config } = this.#layout
    try {
      for (const dir of [exits(), conmonWork()]) mkdirSync(dir, { recursive: true, mode: 0o700 })
      await this.#save({})
      await writeJson(config(), spec)
      const plain = { argv: [...byHand], terminal: true, stdin: true }
      const { pid } = await conmonCreate({ ...this.#conmonOptions(), plain })
      this.#console = await this.#attach(true)
      await this.#save({
        process: pidOf(pid),
        monitor: await readPidFile(this.#layout.conmonPidFile()),
        mounts: linkOrNull(`/proc/${pid}/ns/mnt`),
      })
      // Its pid may have come round to another process in between; nothing has run yet.
      if (this.outlivesItsContainer) throw ended(this.#record.container)
      await this.#runc().start(this.id)
      await this.#save({ phase: 'running' })
      this.#watch()
    } catch (error) {
      // Its namespaces may have gone under runc's hands.
      const why = this.outlivesItsContainer ? ended(this.#record.container) : error
      await this.remove().catch(() => {})
      throw why
    }
  }

  /** After a restart of the engine: watches on, or hears how it ended. false: it never came to run, and is gone. */
  async recover(): Promise<boolean> {
    const { phase, bootId } = this.#record
    if (phase === 'opening') {
      await waitForOrphans(this.#layout.dir, await runtimeProcesses())
      await this.remove()
      return false
    }
    if (phase === 'ended') return true
    if (bootId !== this.#context.bootId) {
      await this.#save({ phase: 'ended', exit: endedWithMachine() })
      return true
    }
    await this.#save({ monitor: await readPidFile(this.#layout.conmonPidFile(), 1) })
    const seen = readExit(this.#exitFiles)
    if (seen) {
      await this.#settle(toExit(seen, false))
      return true
    }
    // Where conmon is gone, the watch tells what became of it.
    this.#console = await this.#attach(false).catch(() => null)
    this.#watch()
    return true
  }

  console(): ProcessConsole {
    this.#console ??= replayConsole(this.#consoleOptions)
    return this.#console
  }

  /** pids of all that runs in it, with what its processes have let go of. */
  processes(): number[] {
    const { mounts } = this.#record
    return mounts === null ? [] : inMounts(mounts)
  }

  /** Is the process whose namespaces it joined gone? It goes with it, also where it could live on. */
  get outlivesItsContainer(): boolean {
    const { init } = this.#record
    return this.runs && !isAlive(init.pid, init.startTime)
  }

  /** Ends it, with all that it started. Resolves when that is told, where it is watched. */
  async finish(): Promise<void> {
    if (this.#record.phase !== 'running') return
    await endAll(() => this.processes())
    if (!this.#monitored) return
    const late = new Promise<void>((resolve) => setTimeout(resolve, END_MS).unref())
    await Promise.race([this.#end, late])
  }

  /** Ends it, and removes what there is of it. */
  async remove(): Promise<void> {
    await this.finish()
    this.#monitored?.close()
    // An end that is just being written down is first: it would be written where nothing is any more.
    await this.#mutex.runExclusive(async () => {
      if (this.runs) await this.#endProcesses()
      await this.#console?.finish()
      this.close()
      await removeFolder(this.#layout.dir)
    })
  }

  /** Lets go of it: it runs on. */
  close(): void {
    this.#monitored?.close()
    this.#console?.dispose()
    this.#console = null
  }

  async #endProcesses(): Promise<void> {
    await endAll(() => this.processes())
    // What has left its mounts is still in its cgroup.
    await this.#runc().delete(this.id, { force: true })
  }

  #watch(): void {
    const { process, monitor } = this.#record
    this.#monitored = new Monitored(this.#exitFiles, process, monitor, {
      ended: (exit) => void this.#onExit(exit),
      lost: () => {
        this.#lost = true
        this.#changed(this.toModel())
      },
    })
    if (this.#console) this.#monitored.follow(this.#console)
  }

  #onExit(seen: SeenExit): Promise<void> {
    return this.#mutex.runExclusive(async () => {
      if (!this.runs) return
      void this.#console?.finish()
      await this.#settle(toExit(seen, false))
    })
  }

  /** What it left running would stay in the container as no process of its: it ends with its shell. */
  async #settle(exit: Exit): Promise<void> {
    await this.#endProcesses().catch((error: Error) =>
      this.#context.journal.note(
        'debug shell',
        this.#record.container,
        `not all of it was ended: ${error.message}`,
      ),
    )
    await this.#save({ phase: 'ended', exit })
    this.#changed(this.toModel())
    this.#ended()
  }

  #attach(fresh: boolean): Promise<ProcessConsole> {
    return attachConsole({ ...this.#consoleOptions, dir: this.#layout.dir, fresh })
  }

  get #consoleOptions() {
    const { size } = this.#record
    return {
      log: this.#layout.log(),
      terminal: true,
      stdin: 'open' as const,
      ...(size && { size }),
    }
  }

  get #exitFiles() {
    return { exitDir: this.#layout.exits(), name: this.id, workDir: this.#layout.conmonWork() }
  }

  #conmonOptions(): ConmonCreate {
    const { dir, log, pidFile, conmonPidFile, exits, conmonWork } = this.#layout
    return {
      binary: conmonOf(this.#context),
      id: this.id,
      name: this.id,
      runc: this.#runc(),
      bundle: dir,
      pidFile: pidFile(),
      conmonPidFile: conmonPidFile(),
      exitDir: exits(),
      workDir: conmonWork(),
      log: log(),
      terminal: true,
      stdin: 'open',
      consoleSockets: this.#context.layout.consoleSockets(),
      noPivot: false,
      noNewKeyring: false,
    }
  }

  #runc(): Runc {
    const { runc: binary, systemdCgroup } = this.#record
    return new Runc({
      binary,
      root: this.#context.layout.shellRoot(),
      systemdCgroup,
      log: this.#layout.runcLog(),
      criu: null,
    })
  }

  #save(change: Partial<ShellRecord>): Promise<void> {
    this.#record = { ...this.#record, ...change }
    return writeRecord(this.#layout.metadata(), this.#record)
  }
}

export const ended = ({ id }: ContainerRef) =>
  new RuncibleError('failed-precondition', `container ${id} has ended meanwhile`, {
    hint: 'Start it again first.',
  })
