import { createHash, randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { limitsOf, networkOf } from '../../../electron/engine/bundle/compose.ts'
import { defaultSpec } from '../../../electron/engine/bundle/defaults.ts'
import { type PlannedBundle, planBundle } from '../../../electron/engine/bundle/plan.ts'
import { removeFolder } from '../../../electron/engine/bundle/remove.ts'
import { explainCriuLog } from '../../../electron/engine/checkpoint/explain.ts'
import {
  afterRestore,
  beforeRestore,
  restoreArgsFor,
} from '../../../electron/engine/checkpoint/restore.ts'
import { CheckpointStore } from '../../../electron/engine/checkpoint/store.ts'
import { type TakeInput, takeCheckpoint } from '../../../electron/engine/checkpoint/take.ts'
import { type ContainerLayout, Layout } from '../../../electron/engine/paths.ts'
import { conmonCreate } from '../../../electron/engine/runtime/conmon.ts'
import { findCriu } from '../../../electron/engine/runtime/criu.ts'
import { Runc } from '../../../electron/engine/runtime/runc.ts'
import { readRuntimeState } from '../../../electron/engine/runtime/state-file.ts'
import { which } from '../../../electron/engine/runtime/tools.ts'
import {
  type Checkpoint,
  CheckpointOptions,
  type Container,
  type CreateInput,
  CreateRequest,
  type Preflight,
  type RestoreOptions,
} from '../../../shared/model.ts'
import { commandLine } from '../../support/look.ts'
import { TOOLS } from '../../support/tools.ts'
import { without } from '../../support/unless.ts'
import { until } from '../../support/until.ts'
import { leftovers, lookAround, type Marks, type Surroundings } from '../leftovers.ts'

const programs = {
  runc: await which('runc'),
  conmon: await which('conmon'),
  busybox: await which('busybox'),
  criu: await findCriu(join(TOOLS, 'bin')),
  perl: await which('perl'),
}

/** Why these tests cannot run here; empty where they can. */
export const skipReason = without(programs)

/** One running container, below the process manager: runtime/, bundle/ and checkpoint/ alone. */
export interface Running {
  id: string
  layout: ContainerLayout
  prepared: PlannedBundle
  request: CreateRequest
  runc: Runc
  pid: number
}

/** Containers of one test in folders and a runtime root of their own; `close` leaves nothing of them, and throws if there is. */
export class Rig {
  readonly dir: string
  readonly layout: Layout
  readonly notes: string[] = []
  store: CheckpointStore
  readonly #running = new Map<string, Running>()
  readonly #tag: string
  readonly #before: Surroundings

  private constructor(dir: string) {
    this.dir = dir
    this.#tag = createHash('sha256').update(dir).digest('hex').slice(0, 8)
    this.#before = lookAround(this.#marks())
    this.layout = new Layout({ state: join(dir, 's'), run: join(dir, 'r'), tools: TOOLS })
    this.store = new CheckpointStore(this.layout)
  }

  static async open(): Promise<Rig> {
    const rig = new Rig(await mkdtemp(join(tmpdir(), 'runcible-cp-')))
    await mkdir(rig.layout.runtimeRoots(), { recursive: true })
    await rig.store.load()
    return rig
  }

  async close(): Promise<void> {
    for (const { runc, id } of this.#running.values()) await runc.delete(id, { force: true })
    for (const { layout } of this.#running.values()) await this.#monitorGone(layout)
    await removeFolder(this.dir)
    const left = await leftovers(this.#before, this.#marks())
    if (left.length > 0) throw new Error(`left behind: ${left.join('; ')}`)
  }

  /** A container of the starter that runs `script` in sh, with pipes. */
  shell(script: string, rest: Partial<CreateInput> = {}): Promise<Running> {
    return this.#launch({ process: { args: ['sh', '-c', script], terminal: false }, ...rest })
  }

  /** A container that runs `script` in the machine's own perl, on a folder of the user's; `share` is mounted as /share. */
  async perl(
    script: string,
    share?: string,
    annotations: Record<string, string> = {},
  ): Promise<Running> {
    const bundle = join(this.dir, `bundle-${randomBytes(4).toString('hex')}`)
    for (const folder of ['usr', 'proc', 'sys', 'dev', 'tmp', 'share']) {
      await mkdir(join(bundle, 'rootfs', folder), { recursive: true })
    }
    for (const link of ['bin', 'lib', 'lib64'])
      await symlink(`usr/${link}`, join(bundle, 'rootfs', link))
    const spec = defaultSpec(false)
    spec.process.args = ['perl', '-MIO::Socket::UNIX', '-MIO::Socket::INET', '-e', script]
    spec.process.terminal = false
    spec.mounts?.push({ destination: '/usr', source: '/usr', options: ['bind', 'ro'] })
    if (share) spec.mounts?.push({ destination: '/share', source: share, options: ['bind'] })
    spec.annotations = { ...spec.annotations, ...annotations }
    await writeFile(join(bundle, 'config.json'), JSON.stringify(spec))
    return this.#launch({ source: { kind: 'bundle', path: bundle } })
  }

  /** A new container of a checkpoint, restored. */
  fromCheckpoint({ id }: Checkpoint, options: RestoreOptions = {}): Promise<Running> {
    return this.#launch({ source: { kind: 'checkpoint', checkpoint: id } }, options)
  }

  async take(
    running: Running,
    options: Partial<CheckpointOptions> = {},
    over: Partial<TakeInput> = {},
  ) {
    return takeCheckpoint({
      image: null,
      lower: null,
      runc: running.runc,
      context: {
        checkpoints: this.store,
        preflight: async () =>
          ({ features: { preDump: { ok: false, reason: 'not here' } } }) as Preflight,
        journal: { note: (_action, _container, note) => this.notes.push(note) },
      },
      container: containerOf(running),
      ownsRootfs: running.prepared.ownsRootfs,
      layout: running.layout,
      options: CheckpointOptions.parse(options),
      about: { lostExecs: [], trigger: 'asked', from: null, processes: [], leftOut: [] },
      console: async () => null,
      inside: [running.pid],
      pids: async () => [running.pid],
      signal: new AbortController().signal,
      progress: () => {},
      ...over,
    })
  }

  async status({ runc, id }: Running): Promise<string> {
    return (await readRuntimeState(runc.options.root, id))?.status ?? 'gone'
  }

  /** Restores over the folders of a container whose checkpoint ended it. */
  async restoreInPlace(running: Running, checkpoint: Checkpoint, options: RestoreOptions = {}) {
    await running.runc.delete(running.id)
    await this.#monitorGone(running.layout)
    running.pid = await this.#conmon(running, { checkpoint, options })
  }

  #marks(): Marks {
    return { folder: this.dir, cgroup: this.#tag }
  }

  async #launch(input: Partial<CreateInput>, restore?: RestoreOptions): Promise<Running> {
    const id = `rct-${this.#tag}-${this.#running.size}`
    const request = CreateRequest.parse({
      namespace: 'default',
      id,
      image: null,
      source: { kind: 'starter' },
      stdin: 'none',
      ...input,
    })
    const layout = this.layout.container(request)
    const { source } = request
    const moment = source.kind === 'checkpoint' ? await this.store.moment(source.checkpoint) : null
    for (const dir of [layout.exits(), layout.conmonWork()]) await mkdir(dir, { recursive: true })
    const prepared = await planBundle(request, layout, {
      busybox: programs.busybox,
      checkpoint: moment && { ...moment, image: null },
      cgroupsPath: `/${id}`,
      rootless: null,
    })
    await prepared.make()
    const runc = new Runc({
      binary: programs.runc ?? '',
      root: join(this.layout.runtimeRoots(), 'default'),
      systemdCgroup: false,
      log: layout.runcLog(),
      criu: programs.criu,
    })
    const running: Running = { id, layout, prepared, request, runc, pid: 0 }
    this.#running.set(id, running)
    const checkpoint = source.kind === 'checkpoint' ? this.store.get(source.checkpoint) : null
    running.pid = await this.#conmon(running, checkpoint && { checkpoint, options: restore ?? {} })
    if (!checkpoint) await runc.start(id)
    return running
  }

  async #conmon(
    { layout, prepared, request, runc, id }: Running,
    restore: { checkpoint: Checkpoint; options: RestoreOptions } | null,
  ): Promise<number> {
    const workPath = layout.restoreWork()
    await mkdir(workPath, { recursive: true })
    if (restore) await beforeRestore(this.store, layout, restore.checkpoint, request.runtime)
    const { pid } = await conmonCreate({
      binary: programs.conmon ?? '',
      id,
      name: id,
      runc,
      bundle: layout.bundle(),
      pidFile: layout.pidFile(),
      conmonPidFile: layout.conmonPidFile(),
      exitDir: layout.exits(),
      workDir: layout.conmonWork(),
      log: layout.log(),
      terminal: prepared.spec.process.terminal ?? false,
      stdin: request.stdin,
      consoleSockets: join(tmpdir(), 'runcible-console-'),
      noPivot: false,
      noNewKeyring: false,
      ...(restore && {
        restore: {
          imagePath: restore.checkpoint.imagePath,
          options: restoreArgsFor(restore.checkpoint, restore.options, request.runtime, workPath),
        },
      }),
    }).catch((error: unknown) => {
      throw explainCriuLog(join(workPath, 'restore.log'), 'restore', error)
    })
    if (restore) await afterRestore(pid, networkOf(prepared.spec))
    return pid
  }

  async #monitorGone(layout: ContainerLayout): Promise<void> {
    const pid = Number(await readFile(layout.conmonPidFile(), 'utf8').catch(() => ''))
    if (!pid) return
    // A zombie has no command line; a machine’s init may take seconds to reap it.
    await until(() => !commandLine(pid)[0]?.endsWith('conmon'), 'conmon to be gone')
  }
}

/** The text of a file of the container's root filesystem, once it is there and not empty. */
export async function said({ prepared }: Running, path: string): Promise<string> {
  const place = join(prepared.rootfs, path)
  const text = () => readFile(place, 'utf8').catch(() => '')
  await until(async () => (await text()) !== '', `something in ${path}`)
  return (await readFile(place, 'utf8')).trim()
}

/** Asks the loop of ASKED_SHELL for its variable X. */
export async function ask(running: Running): Promise<string> {
  const { rootfs } = running.prepared
  await rm(join(rootfs, 'answer'), { force: true })
  await writeFile(join(rootfs, 'ask'), '')
  return said(running, 'answer')
}

/** A shell with a variable that only its memory holds. Answers whoever makes the file /ask. */
export const ASKED_SHELL = `
X=$(head -c 9 /dev/urandom | base64)
echo $X > /first
while :; do
  if [ -e /ask ]; then rm /ask; echo $X > /answer.new; mv /answer.new /answer; fi
  usleep 20000
done`

export function containerOf({ id, layout, prepared, request, runc, pid }: Running): Container {
  const { spec, rootfs } = prepared
  const now = new Date().toISOString()
  return {
    namespace: request.namespace,
    id,
    state: 'running',
    status: 'running',
    image: null,
    busy: null,
    monitor: 'watching',
    pid,
    createdAt: now,
    startedAt: now,
    since: now,
    exit: null,
    problem: null,
    source: request.source,
    rootfs,
    ownsRootfs: prepared.ownsRootfs,
    lower: null,
    bundle: layout.bundle(),
    args: spec.process.args,
    cwd: spec.process.cwd,
    user: '0:0',
    hostname: spec.hostname ?? '',
    terminal: spec.process.terminal ?? false,
    stdin: request.stdin,
    stdinClosed: true,
    limits: limitsOf(spec),
    network: { kind: networkOf(spec) },
    filling: null,
    wayOut: null,
    readonlyRootfs: false,
    naming: request.naming,
    restarts: { count: 0, dueAt: null },
    runtime: request.runtime,
    runtimeRoot: runc.options.root,
    moment: null,
    automatic: null,
    execs: [],
  }
}
