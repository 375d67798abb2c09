import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { removeFolder } from '../../electron/engine/bundle/remove.ts'
import type { Folders } from '../../electron/engine/paths.ts'
import { findCriu } from '../../electron/engine/runtime/criu.ts'
import { which } from '../../electron/engine/runtime/which.ts'
import type { Client } from '../../shared/client.ts'
import {
  type CallInput,
  type CallName,
  type CallOutput,
  type EventName,
  type EventValue,
  events,
} from '../../shared/contract.ts'
import { toWireError, type WireError } from '../../shared/errors.ts'
import type { Container, CreateInput, Exec, Figures } from '../../shared/model.ts'
import { leftovers, lookAround, type Marks, type Surroundings } from '../integration/leftovers.ts'
import { type Carrier, type Host, usualHost } from './hosts.ts'
import { commandLine, names } from './look.ts'
import { TOOLS } from './tools.ts'
import { without } from './unless.ts'
import { until } from './until.ts'

export { commandLine, names, TOOLS }

const exec = promisify(execFile)

const programs = {
  runc: await which('runc'),
  conmon: await which('conmon'),
  busybox: await which('busybox'),
  criu: await findCriu(join(TOOLS, 'bin')),
}
/** Why the engine cannot be tested here; empty where it can. */
export const skipReason = without(programs)
export const { runc = '', conmon = '' } = programs as { runc: string; conmon: string }

export const NAMESPACE = 'default'

/** An event as it was published, in order. */
export type Seen = { [K in EventName]: { name: K; value: EventValue<K> } }[EventName]

/** A container as a test asks for it: the starter, where nothing else is said. */
export type Wanted = Partial<Omit<CreateInput, 'id'>>

/** A container of the starter that waits and does nothing. */
export const IDLE: Wanted = { process: { args: ['sleep', '1000'], terminal: false }, stdin: 'none' }

/** A container of the starter that runs `script` in sh, with pipes. */
export const script = (text: string, rest: Wanted = {}): Wanted => ({
  stdin: 'none',
  ...rest,
  process: { args: ['sh', '-c', text], terminal: false, ...rest.process },
})

/** Folders of one engine, in a temporary one, and the check that nothing of it is left. */
class Place {
  readonly folder = mkdtempSync('/tmp/re-')
  readonly folders: Folders = {
    state: join(this.folder, 's'),
    run: join(this.folder, 'r'),
    tools: TOOLS,
  }
  /** what names this engine's cgroups: two state folders may hold the same id */
  readonly instance = createHash('sha256').update(this.folders.state).digest('hex').slice(0, 8)
  readonly #marks: Marks = { folder: this.folder, cgroup: this.instance }
  readonly #before: Surroundings = lookAround(this.#marks)

  path(...names: string[]): string {
    return join(this.folder, ...names)
  }

  /** runc's --root of a namespace */
  root(namespace = NAMESPACE): string {
    return join(this.folders.run, 'runc', namespace)
  }

  /** What there is beyond files: processes, mounts, cgroups, descriptors. */
  running(): Promise<string[]> {
    return leftovers(this.#before, this.#marks, { filesStay: true })
  }

  /** The pids of the conmons whose pid files lie in the folder, with `part` in their paths. */
  monitors(part = ''): number[] {
    return names('/proc')
      .map(Number)
      .filter((pid) => {
        const [program = '', ...args] = Number.isInteger(pid) ? commandLine(pid) : []
        const own = args[args.indexOf('-P') + 1] ?? ''
        return program.endsWith('conmon') && own.startsWith(this.folder) && own.includes(part)
      })
  }

  /** The only one of them. */
  monitorOf(part: string): number {
    const [pid, ...others] = this.monitors(part)
    if (pid && others.length === 0) return pid
    throw new Error(`${others.length + (pid ? 1 : 0)} conmons below ${part}`)
  }

  /** Removes the folder; gives what is left all the same, in words. */
  async remove(): Promise<string[]> {
    const left = await this.running()
    await this.#force()
    await removeFolder(this.folder)
    rmSync(this.folder, { recursive: true, force: true })
    return [...left, ...(await leftovers(this.#before, this.#marks))]
  }

  /** Ends what a test that failed has left, so that the next one begins clean. */
  async #force(): Promise<void> {
    for (const root of [...this.#roots(), this.root()]) {
      for (const id of names(root)) {
        await exec(runc, ['--root', root, 'resume', id]).catch(() => {})
        await exec(runc, ['--root', root, 'delete', '--force', id]).catch(() => {})
      }
    }
  }

  #roots(): string[] {
    const base = join(this.folders.run, 'runc')
    return names(base).map((name) => join(base, name))
  }
}

/** An engine under test, with a client over a channel as every window has one. */
export class TestEngine {
  readonly place: Place
  /** every event since it was opened, over restarts */
  readonly seen: Seen[] = []
  readonly #open: Carrier
  #host: Host | null = null

  private constructor(place: Place, open: Carrier) {
    this.place = place
    this.#open = open
  }

  static async open(open: Carrier = usualHost, place = new Place()): Promise<TestEngine> {
    const engine = new TestEngine(place, open)
    await engine.start()
    return engine
  }

  get client(): Client {
    if (!this.#host) throw new Error('the engine is closed')
    return this.#host.client
  }

  async start(): Promise<void> {
    const host = await this.#open(this.place.folders)
    this.#host = host
    for (const name of EVENTS) {
      host.client.on(name, (value) => this.seen.push({ name, value } as Seen))
    }
  }

  /** The engine lets go, or is killed, as its host does; containers run on. */
  async stop(): Promise<void> {
    const host = this.#host
    this.#host = null
    await host?.stop()
  }

  async restart(): Promise<void> {
    await this.stop()
    await this.start()
  }

  async call<K extends CallName>(name: K, input: CallInput<K>): Promise<CallOutput<K>> {
    return this.client.call(name, input)
  }

  create(id: string, wanted: Wanted = IDLE): Promise<Container> {
    return this.call('containers.create', {
      namespace: NAMESPACE,
      id,
      source: { kind: 'starter' },
      ...wanted,
    })
  }

  /** Created and started. */
  async run(id: string, wanted: Wanted = IDLE): Promise<Container> {
    await this.create(id, wanted)
    return this.call('containers.start', ref(id))
  }

  kill(id: string, signal = 9, all = false) {
    return this.call('containers.kill', { ...ref(id), signal, all })
  }

  /** An exec, created and started. */
  async exec(id: string, ...args: string[]): Promise<Exec> {
    const { id: exec } = await this.call('execs.create', { ...ref(id), request: { args } })
    return this.call('execs.start', { ...ref(id), exec })
  }

  /** Takes a checkpoint; leaves it running where nothing else is said. */
  checkpoint(id: string, options: CallInput<'containers.checkpoint'>['options'] = {}) {
    return this.call('containers.checkpoint', { ...ref(id), options })
  }

  /** What it used lately; the first question is answered with a reading of now. */
  async figures(id: string): Promise<Figures> {
    const { containers } = await this.call('containers.figures', { of: [ref(id)] })
    const [told] = containers
    if (!told) throw new Error(`nothing is told of ${id}`)
    return told
  }

  async containers(): Promise<Container[]> {
    return (await this.call('engine.snapshot', {})).containers
  }

  /** A container as the engine shows it now. */
  async get(id: string, namespace = NAMESPACE): Promise<Container> {
    const found = (await this.containers()).find((c) => c.id === id && c.namespace === namespace)
    if (!found) throw new Error(`no container ${id}`)
    return found
  }

  async getExec(id: string, exec: string): Promise<Exec> {
    const found = (await this.get(id)).execs.find((one) => one.id === exec)
    if (!found) throw new Error(`no exec ${exec}`)
    return found
  }

  /** The container, once it is as `wanted` says. */
  async waitFor(id: string, wanted: (container: Container) => boolean, what: string) {
    await until(async () => wanted(await this.get(id)), `${id} to be ${what}`)
    return this.get(id)
  }

  ended(id: string): Promise<Container> {
    return this.waitFor(id, ({ state }) => state === 'stopped', 'stopped')
  }

  async execEnded(id: string, exec: string): Promise<Exec> {
    await until(
      async () => (await this.getExec(id, exec)).state === 'stopped',
      `exec ${exec} to end`,
    )
    return this.getExec(id, exec)
  }

  /** Every `container.changed` of one container, in order. */
  changes(id: string): Container[] {
    return this.seen.flatMap((event) =>
      event.name === 'container.changed' && event.value.id === id ? [event.value] : [],
    )
  }

  /** What the journal holds of one container. */
  journal(id: string) {
    return this.call('journal.list', { container: ref(id), limit: 500 })
  }

  /** Ends and deletes a container, whatever it is doing. */
  async destroy(id: string, namespace = NAMESPACE): Promise<void> {
    const target = { namespace, id }
    const { state } = await this.get(id, namespace)
    if (state === 'running' || state === 'paused') {
      await this.call('containers.kill', { ...target, signal: 9, all: false }).catch(() => {})
      await until(
        async () => (await this.get(id, namespace)).state === 'stopped',
        `${id} to end at the end of the test`,
      )
    }
    await this.call('containers.delete', target)
  }

  /** Ends everything through the engine itself, closes it and removes its folder. Throws what is left, in words. */
  async clear(): Promise<void> {
    const failures: string[] = []
    if (!this.#host) await this.start()
    for (const { id, namespace } of await this.containers()) {
      await this.destroy(id, namespace).catch((error: Error) =>
        failures.push(`${id} could not be removed: ${error.message}`),
      )
    }
    const { checkpoints } = await this.call('engine.snapshot', {})
    for (const { id } of checkpoints) await this.call('checkpoints.delete', { checkpoint: id })
    const files = names(join(this.place.folders.state, 'containers')).flatMap((namespace) =>
      names(join(this.place.folders.state, 'containers', namespace)).map((id) => `folder of ${id}`),
    )
    await this.stop()
    const left = [...failures, ...files, ...(await this.place.remove())]
    if (left.length > 0) throw new Error(`left behind: ${left.join('; ')}`)
  }
}

const EVENTS = Object.keys(events) as EventName[]

export const ref = (id: string) => ({ namespace: NAMESPACE, id })

/** The failure of a call, as it crossed the wire. Throws where the call did not fail. */
export async function failure(work: Promise<unknown>): Promise<WireError> {
  const outcome = await work.then(
    (value) => ({ value }),
    (error: unknown) => ({ error: toWireError(error) }),
  )
  if ('error' in outcome) return outcome.error
  throw new Error(`it did not fail, but gave ${JSON.stringify(outcome.value)}`)
}

/** What `runc state` says; null where runc does not know the container. */
export async function runcState(root: string, id: string): Promise<Record<string, unknown> | null> {
  const { stdout } = await exec(runc, ['--root', root, 'state', id]).catch(() => ({ stdout: '' }))
  return stdout ? JSON.parse(stdout) : null
}
