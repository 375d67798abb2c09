import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Client } from '../../../shared/client.ts'
import type { EventName, EventValue } from '../../../shared/contract.ts'
import type { Container, ContainerRef, CreateInput, RestoreOptions } from '../../../shared/model.ts'
import { connect, type Served, startHost } from '../host.ts'
import type { BenchImage } from '../image.ts'
import { IDLE_PROGRAM, makeRootfs } from '../rootfs.ts'
import { timed } from '../statistics.ts'
import type { Workplace } from '../workplace.ts'
import type { Peer } from './peer.ts'
import { sweep } from './runc.ts'

/** An event that has not come by then never will. */
const EVENT_MS = 30_000
const SIGKILL = 9
const NAMESPACE = 'default'

/** How a container of a measurement differs from a detached IDLE_PROGRAM. */
export type Wish = Partial<Pick<CreateInput, 'process' | 'stdin' | 'source' | 'mounts'>>

/** Runcible, over its web host's WebSocket: a time ends when the event has arrived that tells of it. */
export class Ours implements Peer {
  readonly name = 'ours'
  readonly host: Served
  readonly client: Client
  readonly rootfs: string
  #image = ''
  readonly #checkpoints = new Map<string, string>()

  private constructor(host: Served, client: Client, rootfs: string) {
    this.host = host
    this.client = client
    this.rootfs = rootfs
  }

  /** A host of its own in `folder`; what it ran is gone at the end, also when it was killed. */
  static async start(place: Workplace, folder: string): Promise<Ours> {
    const runtimeRoot = join(place.folder(folder), 'run/runc', NAMESPACE)
    place.atEnd(() => sweep(runtimeRoot))
    const host = await startHost(place, folder)
    const client = await connect(host.url)
    place.atEnd(() => client.close())
    return new Ours(host, client, makeRootfs(join(place.folder(folder), 'rootfs')))
  }

  ref = (id: string): ContainerRef => ({ namespace: NAMESPACE, id })

  /** Writes the config.json that a container would get into a file, for those who run it without Runcible. */
  async writeConfig(path: string, wish: Wish = {}): Promise<string> {
    const { config } = await this.client.call('containers.preview', this.#request('peer', wish))
    const spec = JSON.parse(config) as { linux: { cgroupsPath?: string } }
    // Theirs is named after its id, as runc does by itself.
    delete spec.linux.cgroupsPath
    writeFileSync(path, JSON.stringify(spec))
    return path
  }

  up = (id: string) => this.run(id)

  async bringImage({ layout, name }: BenchImage) {
    const source = { kind: 'path' as const, path: layout, image: name }
    this.#image = (await this.client.call('images.import', { source })).id
  }

  upImage = (id: string) => this.runOfImage(id, { process: { terminal: false } })

  runOfImage(id: string, wish: Wish) {
    return this.run(id, { ...wish, source: { kind: 'image', image: this.#image } })
  }

  run(id: string, wish: Wish = {}): Promise<number> {
    return timed(async () => {
      await this.#changed(
        id,
        ({ status }) => status === 'running',
        async () => {
          await this.client.call('containers.create', this.#request(id, wish))
          await this.client.call('containers.start', this.ref(id))
        },
      )
    })
  }

  async exec(id: string) {
    let exec = ''
    const ms = await timed(() =>
      this.#changed(
        id,
        ({ execs }) => execs.some((one) => one.id === exec && one.exit !== null),
        async () => {
          const request = { args: ['true'], stdin: 'none' as const }
          exec = (await this.client.call('execs.create', { ...this.ref(id), request })).id
          await this.client.call('execs.start', { ...this.ref(id), exec })
        },
      ),
    )
    await this.client.call('execs.delete', { ...this.ref(id), exec })
    return ms
  }

  pause(id: string) {
    return timed(async () => {
      await this.#changed(
        id,
        ({ status }) => status === 'paused',
        () => this.client.call('containers.pause', this.ref(id)),
      )
      await this.#changed(
        id,
        ({ status }) => status === 'running',
        () => this.client.call('containers.resume', this.ref(id)),
      )
    })
  }

  kill(id: string) {
    return timed(() =>
      this.#changed(
        id,
        ({ exit }) => exit !== null,
        () => this.client.call('containers.kill', { ...this.ref(id), signal: SIGKILL }),
      ),
    )
  }

  async delete(id: string) {
    const ms = await timed(() =>
      this.#event(
        'container.removed',
        (removed) => removed.id === id,
        () => this.client.call('containers.delete', this.ref(id)),
      ),
    )
    const checkpoint = this.#checkpoints.get(id)
    if (checkpoint) await this.client.call('checkpoints.delete', { checkpoint })
    this.#checkpoints.delete(id)
    return ms
  }

  checkpoint(id: string) {
    return timed(async () => {
      const taking = this.#event('checkpoint.changed', ({ container }) => container.id === id)
      await this.#changed(
        id,
        ({ exit }) => exit !== null,
        () =>
          this.client.call('containers.checkpoint', { ...this.ref(id), options: { exit: true } }),
      )
      this.#checkpoints.set(id, (await taking).id)
    })
  }

  checkpointRunning(id: string) {
    return timed(async () => {
      const taken = await this.client.call('containers.checkpoint', {
        ...this.ref(id),
        options: {},
      })
      this.#checkpoints.set(id, taken.id)
    })
  }

  restore(id: string, options: RestoreOptions = {}) {
    const checkpoint = this.#checkpoints.get(id) ?? ''
    return timed(() =>
      this.#changed(
        id,
        ({ status }) => status === 'running',
        () => this.client.call('containers.restore', { ...this.ref(id), checkpoint, options }),
      ),
    )
  }

  #request(id: string, wish: Wish): CreateInput {
    return {
      ...this.ref(id),
      source: { kind: 'rootfs', path: this.rootfs },
      network: 'own',
      process: { args: IDLE_PROGRAM, terminal: false },
      stdin: 'none',
      ...wish,
    }
  }

  #changed(id: string, holds: (container: Container) => boolean, call: () => Promise<unknown>) {
    return this.#event('container.changed', (seen) => seen.id === id && holds(seen), call)
  }

  /** Resolves with the first event that fits from now on; rejects with `call` when that fails. */
  #event<K extends EventName>(
    name: K,
    fits: (value: EventValue<K>) => boolean,
    call: () => Promise<unknown> = async () => {},
  ): Promise<EventValue<K>> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => done(() => reject(new Error(`no ${name} came`))), EVENT_MS)
      const stop = this.client.on(name, (value) => {
        if (fits(value)) done(() => resolve(value))
      })
      const done = (settle: () => void) => {
        clearTimeout(late)
        stop()
        settle()
      }
      call().catch((error) => done(() => reject(error)))
    })
  }
}
