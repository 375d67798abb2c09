import { rm } from 'node:fs/promises'
import { Mutex } from 'async-mutex'
import { RuncibleError } from '../../../shared/errors.ts'
import { initNotRunning } from '../../../shared/lifecycle.ts'
import type { Exec, ExecRequest, Exit } from '../../../shared/model.ts'
import { writeJson } from '../atomic.ts'
import { attachConsole, type ProcessConsole, replayConsole } from '../console/process-console.ts'
import type { ExecLayout } from '../paths.ts'
import { writeRecord } from '../record.ts'
import { prepareExec } from '../runtime/conmon.ts'
import { recordItself } from '../runtime/run.ts'
import type { EngineContext } from './context.ts'
import { ExecAhead } from './exec-ahead.ts'
import { makeExecFolders, plannedExec } from './exec-create.ts'
import { execModel } from './exec-model.ts'
import { execConmonOptions, execConsoleOptions, execExitFiles } from './exec-options.ts'
import type { ExecParent } from './exec-parent.ts'
import { endedWithMachine, readExit, type SeenExit, toExit } from './exits.ts'
import { LeftOvers } from './left-overs.ts'
import type { ExecMetadata } from './metadata.ts'
import { Monitored } from './monitored.ts'
import { monitorThatStays } from './orphans.ts'
import { permitExec, requireOnce } from './permit.ts'
import { pidOf, readPidFile, signalProcess } from './pids.ts'
import { explainCrash, explainPidsLimit } from './pids-limit.ts'
import { endSession, writtenAt } from './session.ts'

/**
 * A process that joins a running container: created → running → stopped → deleted (containerd's exec state machine).
 * It lives under a conmon of its own, so it survives the app.
 */
export class ExecProcess {
  readonly id: string
  readonly #context: EngineContext
  readonly #parent: ExecParent
  readonly #layout: ExecLayout
  readonly #mutex = new Mutex()
  readonly #ended: Promise<void>
  #resolveEnded: () => void = () => {}
  #meta: ExecMetadata
  #console: ProcessConsole | null = null
  #monitored: Monitored | null = null
  #lost = false
  readonly #ahead = new ExecAhead()
  readonly #left: LeftOvers

  constructor(context: EngineContext, parent: ExecParent, meta: ExecMetadata) {
    this.id = meta.id
    this.#context = context
    this.#parent = parent
    this.#meta = meta
    this.#layout = parent.layout.exec(meta.id)
    this.#left = new LeftOvers({
      pidFile: this.#layout.pidFile(),
      members: () => parent.processes(),
      changed: () => parent.changed(),
    })
    this.#ended = new Promise((resolve) => {
      this.#resolveEnded = resolve
    })
  }

  /** A new exec, on disk, not yet started. Throws `invalid-input` for a user that the rootfs does not know. */
  static async create(
    context: EngineContext,
    parent: ExecParent,
    request: ExecRequest,
  ): Promise<ExecProcess> {
    const { process, meta } = await plannedExec(context, parent, request)
    const exec = new ExecProcess(context, parent, meta)
    makeExecFolders(exec.#layout)
    if (parent.initLives) exec.#ahead.prepare(() => prepareExec(execConmonOptions(exec.#where)))
    try {
      await writeJson(exec.#layout.processSpec(), process)
      await exec.#save()
    } catch (error) {
      await exec.#ahead.discard()
      throw error
    }
    return exec
  }

  get state() {
    return this.#meta.state
  }
  /** Resolves when a started exec has ended. */
  get ended(): Promise<void> {
    return this.#ended
  }

  toModel(): Exec {
    return execModel(this.#meta, {
      status: this.#parent.status,
      lost: this.#lost,
      left: this.#left.count,
    })
  }

  /** Runs it through conmon; its exit, however early, is published after the start. */
  start(): Promise<Exec> {
    return this.#mutex.runExclusive(async () => {
      const next = permitExec('start', this.#meta.state)
      if (!this.#parent.initLives) {
        throw new RuncibleError('failed-precondition', initNotRunning(this.#parent.ref.id), {
          hint: 'Start the container first.',
        })
      }
      const prepared = this.#ahead.take() ?? prepareExec(execConmonOptions(this.#where))
      const attachable = async () => {
        this.#console = await attachConsole({
          ...execConsoleOptions(this.#where),
          dir: this.#layout.dir,
          fresh: true,
        })
      }
      const { pid } = await prepared.run(attachable).catch((error: unknown) => {
        this.#console?.dispose()
        this.#console = null
        throw explainPidsLimit(error, this.#parent.limits.pids)
      })
      this.#meta = {
        ...this.#meta,
        state: next,
        startedAt: new Date().toISOString(),
        process: pidOf(pid),
        monitor: await readPidFile(this.#layout.conmonPidFile()),
      }
      // conmon has it on disk already: an engine that dies before ours is written finds it there.
      this.#watch()
      this.#parent.changed()
      await this.#save()
      return this.toModel()
    })
  }

  /** Signals its own pid, as containerd does. */
  kill(signal: number): Promise<void> {
    return this.#mutex.runExclusive(async () => {
      permitExec('kill', this.#meta.state)
      const begun = performance.now()
      signalProcess(this.#meta.process, signal)
      recordItself(['kill', `-${signal}`, String(this.#meta.process?.pid)], begun)
    })
  }

  delete(): Promise<void> {
    return this.#mutex.runExclusive(async () => {
      const next = permitExec('delete', this.#meta.state)
      await this.#console?.finish()
      await this.#ahead.discard()
      this.close()
      await rm(this.#layout.dir, { recursive: true, force: true })
      this.#meta = { ...this.#meta, state: next }
    })
  }

  /** Ends the stdin of an exec that was created with `once`. */
  async closeStdin(): Promise<Exec> {
    requireOnce(this.#meta.request.stdin, this.#meta.stdinClosed)
    this.#console?.closeStdin()
    this.#meta = { ...this.#meta, stdinClosed: true }
    await this.#save()
    this.#parent.changed()
    return this.toModel()
  }

  /** Kills what it left running when it ended. */
  endLeft(): Promise<Exec> {
    return this.#mutex.runExclusive(async () => {
      const cannot = (why: string) =>
        new RuncibleError('failed-precondition', `cannot end what ${this.id} left: ${why}`)
      if (this.#meta.state !== 'stopped') throw cannot('it has not ended itself')
      if (this.#parent.status === 'paused') throw cannot('its container is paused')
      await this.#left.end()
      return this.toModel()
    })
  }

  console(): ProcessConsole | null {
    if (!this.#console && this.#meta.startedAt)
      this.#console = replayConsole(execConsoleOptions(this.#where))
    return this.#console
  }

  /** After a restart of the engine: watches on, or hears from the exit file how it ended meanwhile. */
  async recover(): Promise<void> {
    if (this.#meta.state === 'created') await this.#finishStart()
    if (this.#meta.state === 'stopped' && this.#parent.initLives) this.#left.watch()
    if (this.#meta.state !== 'running') return
    this.#meta = {
      ...this.#meta,
      monitor: await readPidFile(this.#layout.conmonPidFile(), 1),
      stdinClosed: this.#meta.stdinClosed || this.#meta.request.stdin === 'once',
    }
    const seen = readExit(execExitFiles(this.#where))
    if (seen) return this.#end(this.#exitOf(seen))
    await this.#save()
    try {
      this.#console = await attachConsole({
        ...execConsoleOptions(this.#where),
        dir: this.#layout.dir,
        fresh: false,
      })
    } catch {
      // conmon is gone: the exit file or the watch tells what became of the process
    }
    this.#watch()
  }

  /**
   * An engine that died in the start has not written it down; runc has. A conmon that then found nobody at its sync pipe has
   * left: the process had neither console nor monitor from its first moment, and nobody was told that it runs. It is ended, and
   * shown as what nobody saw the end of: it may have done its work, so it is not as new.
   */
  async #finishStart(): Promise<void> {
    const written = writtenAt(this.#layout.pidFile())
    if (!written) return
    this.#meta = {
      ...this.#meta,
      state: 'running',
      startedAt: written.toISOString(),
      process: await readPidFile(this.#layout.pidFile(), 1),
    }
    const watched = (await monitorThatStays(this.#layout.conmonPidFile())) !== null
    if (watched || readExit(execExitFiles(this.#where))) return
    const ended = await endSession(this.#layout.pidFile(), () => this.#parent.processes())
    if (ended === null) return
    this.#context.journal.note(
      'recover',
      this.#parent.ref,
      `the monitor of ${this.id} left with the engine that started it; processes ended: ${ended}`,
    )
    await this.#end(toExit({ code: null, oom: false, at: new Date() }, false))
  }

  /** It went down with the machine. */
  async endWithMachine(): Promise<void> {
    const lived = this.#meta.state === 'running'
    this.#meta = { ...this.#meta, bootId: this.#context.bootId }
    if (lived) await this.#end(endedWithMachine())
  }

  /** Leaves the process alone and lets go of its console. */
  close(): void {
    void this.#ahead.discard()
    this.#left.close()
    this.#monitored?.close()
    this.#console?.dispose()
  }

  #watch(): void {
    const { process, monitor } = this.#meta
    this.#monitored = new Monitored(execExitFiles(this.#where), process, monitor, {
      ended: (exit) => void this.#onExit(exit),
      lost: () => {
        this.#lost = true
        this.#context.journal.note(
          'exec.monitor-lost',
          this.#parent.ref,
          `conmon of ${this.id} is gone`,
        )
        this.#parent.changed()
      },
    })
    if (this.#console) this.#monitored.follow(this.#console)
  }

  #onExit(seen: SeenExit): Promise<void> {
    return this.#mutex.runExclusive(async () => {
      if (this.#meta.state !== 'running') return
      void this.#console?.finish()
      // Its exit file is on disk.
      await this.#end(this.#exitOf(seen), () => this.#parent.changed())
    })
  }

  async #end(exit: Exit, publish: () => void = () => {}): Promise<void> {
    this.#meta = { ...this.#meta, state: 'stopped', exit }
    publish()
    this.#left.watch()
    await this.#save()
    this.#resolveEnded()
  }

  #exitOf(seen: SeenExit): Exit {
    return explainCrash(toExit(seen, false), this.#parent.limits.pids, this.#layout.log())
  }

  /** Where it is, for what conmon and its console are told. */
  get #where() {
    return {
      context: this.#context,
      parent: this.#parent,
      layout: this.#layout,
      meta: this.#meta,
    }
  }

  #save(): Promise<void> {
    return writeRecord(this.#layout.metadata(), this.#meta)
  }
}
