import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import {
  cgroupPathsOf,
  removeCgroup,
  signalCgroup,
} from '../../../electron/engine/runtime/cgroup.ts'
import {
  type ConmonCommon,
  type ConmonCreate,
  type ConmonExec,
  conmonCreate,
  type MonitorOptions,
} from '../../../electron/engine/runtime/conmon.ts'
import { Runc } from '../../../electron/engine/runtime/runc.ts'
import { findPrograms, type Programs } from '../../../electron/engine/runtime/tools.ts'
import type { Stdin } from '../../../shared/model.ts'
import { until } from '../../support/until.ts'
import { leftovers, lookAround, type Marks, type Surroundings } from '../leftovers.ts'

const APPLETS = ['sh', 'sleep', 'cat', 'echo', 'true', 'ls', 'ifconfig', 'dd', 'tail']

export interface ContainerPlan {
  args?: string[]
  terminal?: boolean
  stdin?: Stdin
  limits?: object
  hooks?: object
  rootfs?: string
  runc?: Runc
}

/** A temporary folder with a busybox rootfs and a runtime root of its own, and what runs from there. */
export class Sandbox {
  readonly folder: string
  readonly programs: Programs
  readonly rootfs: string
  readonly root: string
  readonly #marks: Marks
  readonly #before: Surroundings
  readonly #containers: TestContainer[] = []

  private constructor(folder: string, programs: Programs) {
    this.folder = folder
    this.programs = programs
    this.#marks = { folder, cgroup: basename(folder) }
    this.#before = lookAround(this.#marks)
    this.rootfs = this.path('rootfs')
    this.root = this.path('root')
    mkdirSync(this.root)
    makeRootfs(this.rootfs, programs.busybox ?? '')
  }

  static async make(): Promise<Sandbox> {
    const programs = await findPrograms(
      process.env.RUNCIBLE_TOOLS ? join(process.env.RUNCIBLE_TOOLS, 'bin') : '/nonexistent',
    )
    return new Sandbox(mkdtempSync(join(tmpdir(), 'rt-')), programs)
  }

  path(...names: string[]): string {
    return join(this.folder, ...names)
  }

  runc(binary = this.programs.runc ?? ''): Runc {
    return new Runc({
      binary,
      root: this.root,
      systemdCgroup: false,
      log: this.path('runc.log'),
      criu: this.programs.criu,
    })
  }

  /** A bundle, not yet created. */
  container(id: string, plan: ContainerPlan = {}): TestContainer {
    const container = new TestContainer(this, id, plan)
    this.#containers.push(container)
    return container
  }

  /** Created and started. */
  async running(id: string, plan: ContainerPlan = {}): Promise<TestContainer> {
    const container = this.container(id, plan)
    await container.create()
    await container.runc.start(id)
    return container
  }

  /** Ends and removes everything; gives what is left all the same. */
  async clear(): Promise<string[]> {
    for (const container of this.#containers) await container.destroy()
    rmSync(this.folder, { recursive: true, force: true })
    return leftovers(this.#before, this.#marks)
  }

  /** What is there beyond the sandbox's own files. */
  leftRunning(): Promise<string[]> {
    return leftovers(this.#before, this.#marks, { filesStay: true })
  }

  /** Part of the name of every cgroup of the sandbox. */
  get cgroupName(): string {
    return this.#marks.cgroup
  }
}

/** One container of a sandbox, driven below the engine. */
export class TestContainer {
  readonly id: string
  readonly runc: Runc
  readonly cgroupsPath: string
  readonly #sandbox: Sandbox
  readonly #plan: ContainerPlan
  readonly #spec: { process: Record<string, unknown>; [key: string]: unknown }

  constructor(sandbox: Sandbox, id: string, plan: ContainerPlan) {
    this.id = id
    this.#sandbox = sandbox
    this.#plan = plan
    this.runc = plan.runc ?? sandbox.runc()
    this.cgroupsPath = `/${sandbox.cgroupName}-${id}`
    for (const name of ['bundle', 'exits', 'persist'])
      mkdirSync(this.path(name), { recursive: true })
    this.#spec = this.#makeSpec()
    writeFileSync(this.path('bundle/config.json'), JSON.stringify(this.#spec))
  }

  path(...names: string[]): string {
    return this.#sandbox.path(this.id, ...names)
  }

  /** What conmon is given for the init. */
  conmon(): ConmonCommon {
    return {
      binary: this.#sandbox.programs.conmon ?? '',
      id: this.id,
      name: this.id,
      runc: this.runc,
      bundle: this.path('bundle'),
      pidFile: this.path('pid'),
      conmonPidFile: this.path('conmon.pid'),
      exitDir: this.path('exits'),
      workDir: this.path('persist'),
      log: this.path('console.log'),
      terminal: this.#plan.terminal ?? false,
      stdin: this.#plan.stdin ?? 'open',
      consoleSockets: join(tmpdir(), 'runcible-console-'),
    }
  }

  async create(change: Partial<ConmonCreate> = {}, options: MonitorOptions = {}): Promise<number> {
    const plan = { ...this.conmon(), noPivot: false, noNewKeyring: false, ...change }
    return (await conmonCreate(plan, options)).pid
  }

  /** What conmon is given for an exec, with folders of its own. */
  exec(name: string, args: string[], change: Partial<ConmonExec> = {}): ConmonExec {
    for (const folder of ['exits', 'persist'])
      mkdirSync(this.path(name, folder), { recursive: true })
    const processSpec = this.path(name, 'process.json')
    writeFileSync(
      processSpec,
      JSON.stringify({ ...this.#spec.process, terminal: change.terminal ?? false, args }),
    )
    return {
      ...this.conmon(),
      bundle: this.path(name),
      pidFile: this.path(name, 'pid'),
      conmonPidFile: this.path(name, 'conmon.pid'),
      exitDir: this.path(name, 'exits'),
      workDir: this.path(name, 'persist'),
      log: this.path(name, 'console.log'),
      terminal: false,
      processSpec,
      process: { args, cwd: '/', user: '0:0', variables: [] },
      ...change,
    }
  }

  /** The exit code that conmon wrote into a folder of exits. */
  async exitCode(exitDir = this.path('exits')): Promise<number> {
    const path = join(exitDir, this.id)
    await until(() => existsSync(path), `an exit file ${path}`)
    return Number(readFileSync(path, 'utf8'))
  }

  /** What the console's log holds, without conmon's stamps. */
  output(log = this.path('console.log')): string {
    const lines = existsSync(log) ? readFileSync(log, 'utf8').split('\n') : []
    return lines.map((line) => line.replace(/^\S+ (stdout|stderr) [FP] /, '')).join('\n')
  }

  async destroy(): Promise<void> {
    const cgroups = await cgroupPathsOf(this.cgroupsPath)
    await this.runc.resume(this.id).catch(() => {})
    await signalCgroup(cgroups, 9)
    await this.runc.delete(this.id, { force: true }).catch(() => {})
    await removeCgroup(cgroups)
  }

  #makeSpec() {
    const spec = JSON.parse(
      execFileSync(this.runc.options.binary, [
        'spec',
        '--bundle',
        this.path('bundle'),
      ]).toString() || readFileSync(this.path('bundle/config.json'), 'utf8'),
    )
    const { args = ['sleep', '1000'], terminal = false, limits, hooks, rootfs } = this.#plan
    spec.process = { ...spec.process, args, terminal }
    spec.root = { path: rootfs ?? this.#sandbox.rootfs, readonly: false }
    spec.linux.cgroupsPath = this.cgroupsPath
    spec.linux.resources = { ...spec.linux.resources, ...limits }
    if (hooks) spec.hooks = hooks
    return spec
  }
}

function makeRootfs(folder: string, busybox: string): void {
  for (const name of ['bin', 'proc', 'sys', 'dev', 'tmp'])
    mkdirSync(join(folder, name), { recursive: true })
  cpSync(busybox, join(folder, 'bin/busybox'), { dereference: true })
  for (const applet of APPLETS) symlinkSync('busybox', join(folder, 'bin', applet))
}
