import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Mutex } from 'async-mutex'
import { RuncibleError } from '../../../shared/errors.ts'
import {
  type Checkpoint,
  type ContainerRef,
  GivenId,
  keyOf,
  type MomentChange,
} from '../../../shared/model.ts'
import { readJson, writeJson, writeText } from '../atomic.ts'
import { removeFolder } from '../bundle/remove.ts'
import { readSpec, type Spec } from '../bundle/spec.ts'
import type { KeptConsole } from '../console/kept-log.ts'
import type { Layout } from '../paths.ts'
import { endLeftPrograms } from '../runtime/left-programs.ts'
import { NOBODY, type Waiting } from '../waiting.ts'
import { hasInventory, removeImages } from './images.ts'
import { finishPending } from './pending.ts'
import { CheckpointRecord, PendingRecord } from './record.ts'

/** Where the parts of one checkpoint lie. */
export interface CheckpointFiles {
  dir: string
  record: string
  pending: string
  config: string
  images: string
  work: string
  rootfs: string
  /** CRIU's of its last restore */
  restoreLog: string
  /** the end of its console’s log */
  consoleLog: string
  /** what its terminal showed, as escape sequences for an empty one */
  screen: string
  /** what another engine had mounted for its container, and a part of it therefore */
  standIns: string
}

/** What a container that is made of a checkpoint starts from. */
export interface Moment {
  config: Spec
  /** the checkpoint's own copy; null: none, the source's folder is shared */
  rootfs: string | null
  sourceRootfs: string
  /** the image that both of them hold the changes of; null: they are whole */
  image: string | null
  /** the folder that both of them hold the changes of; null: none */
  lower: string | null
}

/** How a moment is kept, to be shown with it. */
export type ShownStorage = Pick<Checkpoint, 'stored' | 'storing' | 'unreadable'> & {
  /** bytes that it takes less than when it was taken */
  saved: number
}

const AS_TAKEN: ShownStorage = { saved: 0, stored: null, storing: null, unreadable: null }

/** Who sees to it how the moments' memory is kept. */
export interface Companion {
  /** one is there, or has changed */
  written(): void
  /** has `remove` done once nothing needs that moment's memory any more */
  deleting(id: string, call: Waiting, remove: () => Promise<void>): Promise<void>
}

/** What it came from, and those that came from it, as they are now. */
export interface Deleted {
  from: string | null
  heirs: Checkpoint[]
}

/**
 * The checkpoints of one engine, each in a folder of its own. Its record is written last, by rename: what has none does
 * not count, and a crash in the middle leaves nothing that looks whole.
 */
export class CheckpointStore {
  readonly #layout: Layout
  readonly #records = new Map<string, CheckpointRecord>()
  /** one change does not undo another that came with it */
  readonly #edits = new Mutex()
  /** image folders of checkpoints being taken */
  readonly #taking = new Set<string>()
  readonly #shown = new Map<string, ShownStorage>()
  #companion: Companion | null = null
  /** by checkpoint, the containers whose memory comes out of its images */
  readonly #held = new Map<string, string[]>()

  constructor(layout: Layout) {
    this.#layout = layout
  }

  /**
   * Reads what there is. A dump that an earlier engine was in the middle of is waited for; one that ended its container
   * and is whole is kept, others are removed. `say` hears what was removed, kept or left alone, and why.
   */
  async load(say: (text: string) => void = () => {}): Promise<Checkpoint[]> {
    await mkdir(this.#layout.checkpoints(), { recursive: true, mode: 0o700 })
    const names = await readdir(this.#layout.checkpoints())
    await Promise.all(names.filter(isCheckpointId).map((id) => this.#load(id, say)))
    return this.list()
  }

  /** Oldest first. */
  list(): Checkpoint[] {
    return [...this.#records.values()]
      .map((record) => this.#withStorage(record))
      .sort((a, b) => a.createdAt.localeCompare(b.createdAt))
  }

  /** Throws `not-found`. */
  get(id: string): Checkpoint {
    return this.#withStorage(this.#record(id))
  }

  has = (id: string): boolean => this.#records.has(id)

  accompany(companion: Companion): void {
    this.#companion = companion
  }

  /** From here on it is shown to be kept like that; it is no part of its record, but read from what lies beside it. */
  show(id: string, storage: ShownStorage): void {
    this.#shown.set(id, storage)
  }

  #withStorage({ checkpoint }: CheckpointRecord): Checkpoint {
    const { saved, ...storage } = this.#shown.get(checkpoint.id) ?? AS_TAKEN
    return { ...checkpoint, ...storage, size: Math.max(0, checkpoint.size - saved) }
  }

  /** All that is written down of it. Throws `not-found`. */
  record(id: string): CheckpointRecord {
    return this.#record(id)
  }

  /** What a container made of it starts from. Throws `not-found`, also where its config.json is gone. */
  async moment(id: string): Promise<Moment> {
    const { checkpoint, sourceRootfs, image, lower } = this.#record(id)
    const config = await readSpec(this.files(id).config)
    return { config, rootfs: checkpoint.rootfs, sourceRootfs, image, lower }
  }

  /** Its console, as far as it was kept. */
  async console(id: string): Promise<KeptConsole> {
    const { consoleSize: size } = this.#record(id)
    const { consoleLog: log, screen: path } = this.files(id)
    const screen = size && (await readFile(path).catch(() => null))
    return { log, terminal: size && screen ? { size, screen } : null }
  }

  /** The image that a checkpoint's root filesystem holds the changes of; null where it is whole. Throws `not-found`. */
  imageOf(id: string): string | null {
    return this.#record(id).image
  }

  /** The folder that a checkpoint's root filesystem holds the changes of; null: none. Throws `not-found`. */
  lowerOf(id: string): string | null {
    return this.#record(id).lower
  }

  /** Those that cannot be restored without an image. */
  ofImage(image: string): Checkpoint[] {
    return this.list().filter(({ id }) => this.imageOf(id) === image)
  }

  files(id: string): CheckpointFiles {
    const dir = this.#layout.checkpoint(id)
    return {
      dir,
      record: join(dir, 'checkpoint.json'),
      pending: join(dir, 'pending.json'),
      config: join(dir, 'config.json'),
      images: join(dir, 'images'),
      work: join(dir, 'work'),
      rootfs: join(dir, 'rootfs'),
      restoreLog: join(dir, 'restore.log'),
      consoleLog: join(dir, 'console.log'),
      screen: join(dir, 'screen.ansi'),
      standIns: join(dir, 'stand-ins'),
    }
  }

  /** An id and a name that are free: the container's with a running number. */
  propose(container: ContainerRef): { id: string; name: string } {
    const key = keyOf(container)
    const ofIt = this.list().filter((checkpoint) => keyOf(checkpoint.container) === key)
    const numbers = ofIt.map(({ name }) => Number(/#(\d+)$/.exec(name)?.[1] ?? 0))
    const number = Math.max(0, ...numbers) + 1
    return { id: `cp-${randomBytes(4).toString('hex')}`, name: `${container.id} #${number}` }
  }

  /**
   * Makes the folders of a checkpoint being taken, of the config.json `config`; until `write` it does not count. Synchronous
   * as writeJson is: the container may be waited for. Throws `invalid-input` where another one is writing its images into
   * the same folder.
   */
  async begin(pending: PendingRecord, config: string): Promise<void> {
    const { id, imagePath, workPath } = pending.checkpoint
    if (this.#taking.has(imagePath)) {
      throw new RuncibleError('invalid-input', `another checkpoint is written to ${imagePath}`, {
        field: 'options.imagePath',
        hint: 'Give each a folder of its own.',
      })
    }
    this.#taking.add(imagePath)
    const files = this.files(id)
    try {
      mkdirSync(files.dir, { recursive: true, mode: 0o700 })
      await writeJson(files.pending, pending)
      await writeText(files.config, readFileSync(config, 'utf8'))
      // Those that somebody chose are made in their words.
      for (const own of [files.images, files.work])
        if (own === imagePath || own === workPath) mkdirSync(own, { mode: 0o700 })
    } catch (error) {
      await this.discard(pending)
      throw error
    }
  }

  /** From here on it counts. */
  async write(record: CheckpointRecord): Promise<void> {
    const { id, imagePath } = record.checkpoint
    const files = this.files(id)
    await writeJson(files.record, record)
    rmSync(files.pending, { force: true })
    this.#records.set(id, record)
    this.#taking.delete(imagePath)
    this.#companion?.written()
  }

  /** Removes what a dump that failed has left. */
  async discard({ checkpoint }: PendingRecord): Promise<void> {
    await this.#remove(checkpoint)
    this.#taking.delete(checkpoint.imagePath)
  }

  /** Throws `not-found`. */
  async edit(
    id: string,
    change: MomentChange & Partial<Pick<Checkpoint, 'restoreLog' | 'from'>>,
  ): Promise<Checkpoint> {
    return this.#edits.runExclusive(async () => {
      const record = this.#record(id)
      const edited = { ...record, checkpoint: { ...record.checkpoint, ...change } }
      await this.write(edited)
      return this.get(id)
    })
  }

  /** Keeps a checkpoint from deletion while memory of `container` comes out of its images. Gives back what lets go of it. */
  hold(id: string, container: string): () => void {
    this.#held.set(id, [...(this.#held.get(id) ?? []), container])
    let held = true
    return () => {
      const holders = this.#held.get(id) ?? []
      if (held) this.#held.set(id, holders.toSpliced(holders.indexOf(container), 1))
      held = false
    }
  }

  /**
   * Those that came from it have come from what it came from. Those that are stored as differences to it are seen to first,
   * which may take its time. Throws `failed-precondition` while others build on its pages or memory comes out of it, or where
   * there is no room for that; `not-found` where there is none.
   */
  async delete(id: string, call: Waiting = NOBODY): Promise<Deleted> {
    this.#requireUnused(this.#record(id).checkpoint)
    let from: string | null = null
    let heirs: Checkpoint[] = []
    const remove = async () => {
      // Others may have been taken, held or deleted while it was waited for.
      const { checkpoint } = this.#record(id)
      this.#requireUnused(checkpoint)
      from = checkpoint.from
      const children = this.list().filter((one) => one.from === id)
      // An engine that dies before the folder is gone finds the tree as it will be.
      heirs = await Promise.all(children.map((child) => this.edit(child.id, { from })))
      await this.#remove(checkpoint)
      this.#records.delete(id)
      this.#shown.delete(id)
    }
    if (this.#companion) await this.#companion.deleting(id, call, remove)
    else await remove()
    return { from, heirs }
  }

  #requireUnused(checkpoint: Checkpoint): void {
    this.#requireUnheld(checkpoint)
    const children = this.list().filter(({ options }) => options.parent === checkpoint.id)
    if (children.length === 0) return
    const names = children.map(({ name }) => `“${name}”`).join(', ')
    throw new RuncibleError(
      'failed-precondition',
      children.length === 1
        ? `cannot delete checkpoint “${checkpoint.name}”: ${names} builds on its pages`
        : `cannot delete checkpoint “${checkpoint.name}”: ${names} build on its pages`,
      { hint: 'Delete those first.' },
    )
  }

  #requireUnheld({ id, name }: Checkpoint): void {
    const holders = this.#held.get(id) ?? []
    if (holders.length === 0) return
    const names = holders.map((key) => key.slice(key.indexOf('/') + 1)).join(', ')
    throw new RuncibleError(
      'failed-precondition',
      `cannot delete checkpoint “${name}”: the memory of ${names} is still being brought back from it`,
      { hint: 'Wait until all of it is in, or end what is being restored.' },
    )
  }

  #record(id: string): CheckpointRecord {
    const record = this.#records.get(id)
    if (record) return record
    throw new RuncibleError('not-found', `no checkpoint ${id}: not found`)
  }

  async #load(id: string, say: (text: string) => void): Promise<void> {
    const files = this.files(id)
    try {
      const record = await readJson(files.record, CheckpointRecord)
      if (record) return await this.#take(record, say)
      const pending = await readJson(files.pending, PendingRecord)
      const { checkpoint } = pending ?? {}
      const finished = pending && (await finishPending(pending, files, this.#layout))
      if (finished) {
        await this.write(finished)
        say(`checkpoint “${checkpoint?.name}” was finished after an earlier engine had ended in it`)
        return
      }
      if (checkpoint) await this.#remove(checkpoint)
      else await this.#removeNothing(files.dir)
      say(`${files.dir} was removed: an earlier engine had ended before it was a checkpoint`)
    } catch (error) {
      say(`${files.dir} is left as it is: ${(error as Error).message}`)
    }
  }

  /** One that was being brought in: it has no name yet, and what fills it may go on. */
  async #removeNothing(dir: string): Promise<void> {
    await endLeftPrograms(dir)
    await removeFolder(dir)
  }

  async #take(record: CheckpointRecord, say: (text: string) => void): Promise<void> {
    const { checkpoint } = record
    if (checkpoint.restorable && !(await hasInventory(checkpoint.imagePath))) {
      say(`checkpoint “${checkpoint.name}” is not shown: no images are in ${checkpoint.imagePath}`)
      return
    }
    this.#records.set(checkpoint.id, record)
  }

  /** The record goes first: a crash leaves a folder that does not count, and is removed at the next start. */
  async #remove({ id, imagePath }: Checkpoint): Promise<void> {
    const files = this.files(id)
    if (imagePath !== files.images) await removeImages(imagePath)
    await rm(files.record, { force: true })
    await removeFolder(files.dir)
  }
}

const isCheckpointId = (name: string) => GivenId.safeParse(name).success
