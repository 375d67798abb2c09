import { existsSync } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { RuncibleError } from '../../../shared/errors.ts'
import {
  type Container,
  type ContainerRef,
  type CreateRequest,
  keyOf,
  Namespace,
} from '../../../shared/model.ts'
import { removeFolder } from '../bundle/remove.ts'
import type { Source } from '../figures/history.ts'
import { requireUnshared } from '../network/shared.ts'
import type { ContainerLayout } from '../paths.ts'
import { readRecord } from '../record.ts'
import { beginGracePeriod } from '../runtime/grace-period.ts'
import { Trash } from '../trash.ts'
import type { Waiting } from '../waiting.ts'
import type { EngineContext } from './context.ts'
import { prepareContainer } from './create.ts'
import { Init } from './init.ts'
import { ContainerMetadata } from './metadata.ts'
import { type RuntimeProcess, runtimeProcesses } from './orphans.ts'
import { recoverContainer, undoCreate } from './recover.ts'

/** Every container of this engine, by namespace and id. */
export class Manager {
  readonly #context: EngineContext
  readonly #inits = new Map<string, Init>()
  /** keys whose create is under way */
  readonly #reserved = new Set<string>()
  readonly #trash: Trash
  #namespaces: string[] = ['default']

  constructor(context: EngineContext) {
    this.#context = context
    context.neighbours = () => [...this.#inits.values()].map((init) => init.toNeighbour())
    context.deleteMoment = (id) => this.deleteMoment(id)
    this.#trash = new Trash(context.layout.trash())
  }

  /** Reads what an earlier engine left, and finishes or undoes what it was in the middle of. */
  async load(): Promise<void> {
    await mkdir(this.#context.layout.namespace('default'), { recursive: true, mode: 0o700 })
    await this.#trash.open()
    this.#namespaces = (await readdir(this.#context.layout.containers()))
      .filter((name) => Namespace.safeParse(name).success)
      .sort()
    const refs = await Promise.all(this.#namespaces.map((namespace) => this.#idsOf(namespace)))
    const processes = await runtimeProcesses()
    await Promise.all(refs.flat().map((ref) => this.#recover(ref, processes)))
    await removeConsoleSockets(this.#context.layout.consoleSockets())
  }

  get namespaces(): string[] {
    return this.#namespaces
  }

  /** Adds a named runtime root. */
  async addNamespace(namespace: string): Promise<string[]> {
    if (!this.#namespaces.includes(namespace)) {
      await mkdir(this.#context.layout.namespace(namespace), { recursive: true, mode: 0o700 })
      this.#namespaces = [...this.#namespaces, namespace].sort()
      this.#context.publish('namespaces.changed', this.#namespaces)
    }
    return this.#namespaces
  }

  /** Containers that were made of an image. */
  ofImage(image: string): ContainerRef[] {
    return [...this.#inits.values()]
      .filter(({ meta }) => meta.image?.id === image)
      .map(({ ref }) => ref)
  }

  /** Containers of a group. */
  ofGroup({ namespace, group }: { namespace: string; group: string }): Init[] {
    return [...this.#inits.values()].filter(
      ({ meta }) => meta.namespace === namespace && meta.request.naming.group === group,
    )
  }

  /** Containers in which something runs. */
  living(): Init[] {
    return [...this.#inits.values()].filter(({ initLives }) => initLives)
  }

  /** What runc is given as --root for any of them. */
  runtimeRoots(): ReadonlySet<string> {
    return new Set([...this.#inits.values()].map(({ runtimeRoot }) => runtimeRoot))
  }

  list(): Container[] {
    return [...this.#inits.values()].map((init) => init.toModel())
  }

  /** Where the figures of them all are found. */
  sources(): Promise<Source[]> {
    return Promise.all([...this.#inits.values()].map((init) => init.members.source()))
  }

  /** Of what came from it, moments and containers, it is told that it came from what this came from. */
  async deleteMoment(id: string, call?: Waiting): Promise<void> {
    const { checkpoints, journal, publish } = this.#context
    const { container } = checkpoints.get(id)
    const { from, heirs } = await journal.record('delete checkpoint', container, () =>
      checkpoints.delete(id, call),
    )
    await Promise.all([...this.#inits.values()].map((init) => init.moments.forget(id, from)))
    for (const heir of heirs) publish('checkpoint.changed', heir)
    publish('checkpoint.removed', { checkpoint: id })
  }

  /** Throws `not-found` in containerd's words. */
  get(ref: ContainerRef): Init {
    const init = this.#inits.get(keyOf(ref))
    if (init) return init
    throw new RuncibleError('not-found', `no such container: ${ref.id}: not found`)
  }

  /** Creates a container in runc. What fails leaves nothing behind. */
  async create(request: CreateRequest): Promise<Container> {
    const key = keyOf(request)
    this.requireFree(request)
    this.#reserved.add(key)
    const { images, volumes } = this.#context
    const letGo = [images.hold(), volumes.hold()]
    try {
      refuseLeftFolder(request.id, this.#context.layout.container(request))
      return await this.#create(request, key)
    } finally {
      for (const one of letGo) one()
      this.#reserved.delete(key)
    }
  }

  /** Throws `already-exists` for a name in use. */
  requireFree(ref: ContainerRef): void {
    const key = keyOf(ref)
    if (!this.#inits.has(key) && !this.#reserved.has(key)) return
    throw new RuncibleError('already-exists', `there is a container ${ref.id} already`, {
      field: 'id',
      hint: 'Choose another name, or delete that one first.',
    })
  }

  async #create(request: CreateRequest, key: string): Promise<Container> {
    const ref = { namespace: request.namespace, id: request.id }
    const layout = this.#context.layout.container(ref)
    beginGracePeriod()
    try {
      await this.addNamespace(request.namespace)
      const init = new Init(this.#context, await prepareContainer(this.#context, request, layout))
      this.#inits.set(key, init)
      return await init.begin.create()
    } catch (error) {
      const init = this.#inits.get(key)
      this.#inits.delete(key)
      init?.close()
      await undoCreate(this.#context, ref, layout).catch((left: Error) =>
        this.#context.journal.note('create', ref, `not all of it was undone: ${left.message}`),
      )
      if (init) this.#context.publish('container.removed', init.ref)
      throw error
    }
  }

  async delete(ref: ContainerRef): Promise<void> {
    const init = this.get(ref)
    requireUnshared(ref, this.#context.neighbours())
    await init.delete(() => this.#trash.prepare(init.layout.dir))
    this.#inits.delete(keyOf(ref))
    this.#context.publish('container.removed', init.ref)
  }

  /** Lets go of every console; the containers run on. */
  async close(): Promise<void> {
    for (const init of this.#inits.values()) init.close()
    await this.#trash.close()
  }

  async #idsOf(namespace: string): Promise<ContainerRef[]> {
    const ids = await readdir(this.#context.layout.namespace(namespace))
    return ids.map((id) => ({ namespace, id }))
  }

  async #recover(ref: ContainerRef, processes: RuntimeProcess[]): Promise<void> {
    const layout = this.#context.layout.container(ref)
    try {
      const meta = await readRecord(layout.metadata(), ContainerMetadata)
      const init = meta && (await recoverContainer(this.#context, meta, processes))
      if (init) this.#inits.set(keyOf(ref), init)
      else if (!meta) await removeFolder(layout.dir)
    } catch (error) {
      this.#context.journal.note('recover', ref, `left as it is: ${(error as Error).message}`)
    }
  }
}

/** What an engine that died in the launch of a terminal has left of it; nothing of that is under way any more. */
async function removeConsoleSockets(begin: string): Promise<void> {
  for (const name of await readdir(dirname(begin)).catch(() => [])) {
    if (!name.startsWith(basename(begin))) continue
    await rm(join(dirname(begin), name), { recursive: true, force: true })
  }
}

/** A folder that was left as it is, because it could not be read, is not ours to write into or to undo. */
function refuseLeftFolder(id: string, { dir }: ContainerLayout): void {
  if (!existsSync(dir)) return
  throw new RuncibleError(
    'already-exists',
    `a container ${id} that cannot be read lies in ${dir}`,
    {
      field: 'id',
      hint: 'Choose another name, or move that folder away. The journal says what is wrong with it.',
    },
  )
}
