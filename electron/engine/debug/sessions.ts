import { randomBytes } from 'node:crypto'
import { mkdir, readdir } from 'node:fs/promises'
import { RuncibleError } from '../../../shared/errors.ts'
import {
  type ContainerRef,
  GivenId,
  isForeign,
  keyOf,
  type ProcessRef,
  type Shell,
  type TerminalSize,
} from '../../../shared/model.ts'
import type { Publish } from '../../../shared/server.ts'
import { removeFolder } from '../bundle/remove.ts'
import { ownRights } from '../bundle/rights.ts'
import type { EngineContext } from '../process/context.ts'
import type { Manager } from '../process/manager.ts'
import type { Pid } from '../process/metadata.ts'
import { cgroupsPathOf } from '../process/programs.ts'
import { readRecord } from '../record.ts'
import { isAlive } from '../runtime/proc.ts'
import { type Command, shellCommand, traceCommand } from './command.ts'
import { byHand, type Surroundings, surroundingsOf } from './namespaces.ts'
import { ShellRecord } from './record.ts'
import { DebugSession, ended } from './session.ts'
import { debugSpec } from './spec.ts'

/** What tells of containers, ours and others'. */
const CHANGED: ReadonlySet<string> = new Set(['container.changed', 'foreign.changed'])
const REMOVED: ReadonlySet<string> = new Set(['container.removed', 'foreign.removed'])

/** Whose namespaces a session joins. */
export interface Target {
  ref: ContainerRef
  /** as people call it */
  name: string
  init: Pid
  /** the runc that it is made by */
  runc: string
  systemdCgroup: boolean
}

interface Wanted {
  size?: TerminalSize | undefined
  /** one of the container's processes, whose system calls are followed */
  trace?: ProcessRef | undefined
}

/** Every debug session of this engine. */
export class DebugSessions {
  readonly #context: EngineContext
  readonly #byId = new Map<string, DebugSession>()
  /** those whose containers are gone */
  readonly #removing = new Set<Promise<void>>()

  constructor(context: EngineContext) {
    this.#context = context
    context.debugSessions = (ref) => this.of(ref).filter(({ runs }) => runs)
  }

  /** Takes over what an earlier engine left. */
  async load(containers: Pick<Manager, 'list'>): Promise<void> {
    const keys = new Set(containers.list().map(keyOf))
    // Of others' containers nothing is known before somebody looks for them.
    const there = ({ container, init }: ShellRecord) =>
      isForeign(container) ? isAlive(init.pid, init.startTime) : keys.has(keyOf(container))
    const { layout, journal } = this.#context
    for (const id of await readdir(layout.shells()).catch(() => [])) {
      if (!GivenId.safeParse(id).success) continue
      try {
        const record = await readRecord(layout.shell(id).metadata(), ShellRecord)
        if (!record) await removeFolder(layout.shell(id).dir)
        else await this.#recover(record, there)
      } catch (error) {
        journal.note('recover', null, `left as it is: ${id}: ${(error as Error).message}`)
      }
    }
  }

  list(): Shell[] {
    return [...this.#byId.values()].map((session) => session.toModel())
  }

  /** Those of a container. */
  of(ref: ContainerRef): DebugSession[] {
    return [...this.#byId.values()].filter(({ record }) => keyOf(record.container) === keyOf(ref))
  }

  /** Throws `not-found`. */
  get(id: string): DebugSession {
    const session = this.#byId.get(id)
    if (session) return session
    throw new RuncibleError('not-found', `no debug session ${id}: not found`)
  }

  /** Throws `failed-precondition` where the container ends meanwhile, `unavailable` without strace, and what runc said. */
  async open(target: Target, { size, trace }: Wanted): Promise<Shell> {
    const { ref, name, init, runc, systemdCgroup } = target
    const surroundings = surroundingsOf(init.pid)
    if (!isAlive(init.pid, init.startTime)) throw ended(ref)
    if (!surroundings) throw hidden(ref)
    const { busybox } = this.#context.programs
    const command = trace
      ? this.#trace(ref, surroundings, trace)
      : shellCommand(name, surroundings, busybox)
    const id = `shell-${randomBytes(4).toString('hex')}`
    await mkdir(this.#context.layout.shellRoot(), { recursive: true, mode: 0o700 })
    const session = this.#session({
      version: 1,
      id,
      container: ref,
      kind: trace ? 'trace' : 'shell',
      args: command.shown,
      bootId: this.#context.bootId,
      phase: 'opening',
      startedAt: new Date().toISOString(),
      size: size ?? null,
      init,
      process: null,
      monitor: null,
      mounts: null,
      runc,
      systemdCgroup,
      exit: null,
    })
    const root = process.getuid?.() === 0
    const spec = debugSpec({
      surroundings,
      rights: ownRights(),
      args: command.args,
      env: command.env,
      size,
      cgroupsPath: root
        ? cgroupsPathOf(this.#context, { namespace: ref.namespace, id }, { systemdCgroup })
        : null,
    })
    await session.open(spec, byHand(surroundings, command.shown))
    this.#byId.set(id, session)
    // It may have ended while nobody knew of this one.
    if (session.outlivesItsContainer) void session.finish()
    this.#context.publish('shell.changed', session.toModel())
    return session.toModel()
  }

  async close(id: string): Promise<void> {
    await this.get(id).remove()
    this.#byId.delete(id)
    this.#context.publish('shell.removed', { shell: id })
  }

  /** Hears what becomes of containers: what joined one that has ended goes with it, in whatever pid namespace that was. */
  readonly hear: Publish = (name, value) => {
    if (REMOVED.has(name)) this.#forget(value as ContainerRef)
    if (!CHANGED.has(name)) return
    for (const session of this.of(value as ContainerRef)) {
      if (session.outlivesItsContainer) void session.finish()
    }
  }

  #forget(ref: ContainerRef): void {
    for (const { id } of this.of(ref)) {
      const removing = this.close(id).catch((error: Error) =>
        this.#context.journal.note('debug shell', ref, `not removed: ${error.message}`),
      )
      this.#removing.add(removing)
      void removing.then(() => this.#removing.delete(removing))
    }
  }

  /** Lets go of all: they run on. */
  async closeAll(): Promise<void> {
    await Promise.all(this.#removing)
    for (const session of this.#byId.values()) session.close()
  }

  #trace(ref: ContainerRef, surroundings: Surroundings, trace: ProcessRef): Command {
    const { strace } = this.#context.programs
    if (!strace) {
      throw new RuncibleError('unavailable', 'strace is not installed', {
        hint: 'Install it: apt-get install strace',
      })
    }
    const traced = surroundingsOf(trace.pid)
    if (!traced) throw ended(ref)
    return traceCommand(traced.inside, surroundings, strace)
  }

  #session(record: ShellRecord): DebugSession {
    return new DebugSession(this.#context, record, (model) => {
      if (this.#byId.has(record.id)) this.#context.publish('shell.changed', model)
    })
  }

  async #recover(record: ShellRecord, there: (record: ShellRecord) => boolean): Promise<void> {
    const session = this.#session(record)
    if (!there(record)) return session.remove()
    if (!(await session.recover())) return
    this.#byId.set(record.id, session)
    if (session.outlivesItsContainer) void session.finish()
  }
}

const hidden = ({ id }: ContainerRef) =>
  new RuncibleError('permission-denied', `the kernel hides the namespaces of container ${id}`, {
    hint: 'It belongs to another user. Work on this machine as root to enter them.',
  })
