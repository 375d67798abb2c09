import { mkdirSync, mkdtempSync, renameSync } from 'node:fs'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { RuncibleError } from '../../../shared/errors.ts'
import type { Image, ImageCheck, ImageUser } from '../../../shared/model.ts'
import { readJson, writeJson } from '../atomic.ts'
import { sharingProblem } from '../bundle/overlay.ts'
import { removeFolder } from '../bundle/remove.ts'
import { Holds } from '../holds.ts'
import type { Layout } from '../paths.ts'
import { endLeftPrograms } from '../runtime/left-programs.ts'
import { Blobs } from './blobs.ts'
import { blobPath } from './manifest.ts'
import { ImageRecord } from './record.ts'
import { digestOf } from './scan.ts'

/** Folders of images being brought in or removed: they count as nothing. */
const STAGING = '.staging-'
const HEX = /^[a-f0-9]{64}$/

/** Who uses an image: asked each time, for it changes with every create and delete. */
export type UsersOf = (image: string) => ImageUser[]

/**
 * The images of one engine. Blobs lie in one folder for all of them, so that no layer is kept twice; each image has a small
 * OCI layout of its own beside it (its index.json, a link to the blobs), which skopeo and umoci read as any other and
 * nobody rewrites for another image's sake, and its root filesystem, unpacked once. The folder of an image comes into its
 * place by one rename, whole, and leaves it by one: a crash at any instant leaves nothing that counts.
 */
export class ImageStore {
  readonly blobs: Blobs
  readonly #dir: string
  readonly #records = new Map<string, ImageRecord>()
  /** copies under way: their blobs may be of no image yet */
  #copying = 0
  /** creates under way: what they use may not be known yet */
  readonly #creating = new Holds()
  #sharing: Promise<string> | null = null

  constructor(layout: Layout) {
    this.#dir = layout.images()
    this.blobs = new Blobs(join(this.#dir, 'blobs'))
  }

  /** Reads what there is and removes what a crash has left; `say` hears of it. */
  async load(say: (text: string) => void = () => {}): Promise<void> {
    await mkdir(this.#dir, { recursive: true, mode: 0o700 })
    this.blobs.open()
    for (const name of await readdir(this.#dir)) {
      const dir = join(this.#dir, name)
      if (name.startsWith(STAGING)) {
        await endLeftPrograms(dir)
        this.blobs.salvage(dir)
        await removeFolder(dir)
        say(`${dir} was removed: an earlier engine had ended before it was an image`)
      }
      if (HEX.test(name)) await this.#load(name, say)
    }
    await this.blobs.collect(this.#used())
  }

  /** Newest first. */
  list(): ImageRecord[] {
    return [...this.#records.values()].sort((a, b) =>
      b.image.importedAt.localeCompare(a.image.importedAt),
    )
  }

  has(id: string): boolean {
    return this.#records.has(id)
  }

  /** By id. Throws `not-found`. */
  get(id: string): ImageRecord {
    const record = this.#records.get(id)
    if (record) return record
    throw new RuncibleError('not-found', `no image ${id}: not found`)
  }

  /** By id or by name. Throws `not-found` with the field. */
  find(image: string): ImageRecord {
    const found =
      this.#records.get(image) ?? this.list().find((one) => one.image.names.includes(image))
    if (found) return found
    throw new RuncibleError('not-found', `there is no image ${image}`, {
      field: 'source.image',
      hint: 'Bring it in first.',
    })
  }

  /** The folder of an image: an OCI layout, and what was unpacked of it. */
  dir(id: string): string {
    return join(this.#dir, id.slice('sha256:'.length))
  }

  /** Its root filesystem, which containers share and nobody writes to. */
  rootfs(id: string): string {
    return join(this.dir(id), 'bundle/rootfs')
  }

  /** Why containers cannot share its images' root filesystems here, as a clause; empty where they can. Tried once. */
  sharingProblem(): Promise<string> {
    this.#sharing ??= sharingProblem(this.#dir)
    return this.#sharing
  }

  /** Removals wait until what this gives is called: a container being created may be about to use any. */
  hold(): () => void {
    return this.#creating.hold()
  }

  manifests(): Set<string> {
    return new Set(this.list().map(({ image }) => image.manifest))
  }

  /** Runs `work` in a new folder that does not count, on the same filesystem; it is gone afterwards unless it was put in place. */
  async inStaging<T>(work: (dir: string) => Promise<T>): Promise<T> {
    mkdirSync(this.#dir, { recursive: true, mode: 0o700 })
    const dir = mkdtempSync(join(this.#dir, STAGING))
    this.#copying++
    try {
      return await work(dir)
    } finally {
      this.#copying--
      await removeFolder(dir)
    }
  }

  /** Puts what was made in `staging` in its place: from here on it is an image. */
  async put(record: ImageRecord, staging: string): Promise<void> {
    await writeJson(join(staging, 'image.json'), record)
    renameSync(staging, this.dir(record.image.id))
    this.#records.set(record.image.id, record)
  }

  /** Gives an image a name, which another may have had until now. Gives the ids that changed. */
  async name(id: string, name: string): Promise<string[]> {
    const changed: string[] = []
    for (const record of this.list()) {
      const { names } = record.image
      const isIt = record.image.id === id
      if (names.includes(name) === isIt) continue
      const without = names.filter((other) => other !== name)
      await this.#write(record, isIt ? [...names, name] : without)
      changed.push(record.image.id)
    }
    return changed
  }

  /** Throws `failed-precondition` while somebody uses it, naming them. What only this image needed goes with it. */
  async remove(id: string, usersOf: UsersOf): Promise<void> {
    await this.#creating.released()
    const record = this.get(id)
    const users = usersOf(id)
    if (users.length > 0) throw inUse(record.image, users)
    const thrown = mkdtempSync(join(this.#dir, STAGING))
    renameSync(this.dir(id), join(thrown, 'image'))
    this.#records.delete(id)
    await removeFolder(thrown)
    if (this.#copying === 0) await this.blobs.collect(this.#used(), new Set(blobsOf(record)))
  }

  /** Computes the digests of an image's blobs anew. */
  async check(id: string, signal?: AbortSignal): Promise<ImageCheck> {
    const { image } = this.get(id)
    const named = [
      { digest: image.manifest, what: 'manifest' as const },
      { digest: image.id, what: 'config' as const },
      ...image.layers.map(({ digest }) => ({ digest, what: 'layer' as const })),
    ]
    const blobs: ImageCheck['blobs'] = []
    for (const { digest, what } of named) {
      const problem = await digestOf(blobPath(this.blobs.dir, digest), signal).then(
        (found) => (found === digest ? '' : `its bytes have the digest ${found}`),
        (error: NodeJS.ErrnoException) => {
          if (signal?.aborted) throw error
          return error.code === 'ENOENT' ? 'it is gone' : error.message
        },
      )
      blobs.push({ digest, what, problem })
    }
    return { ok: blobs.every(({ problem }) => problem === ''), blobs }
  }

  async #load(name: string, say: (text: string) => void): Promise<void> {
    const dir = join(this.#dir, name)
    try {
      const record = await readJson(join(dir, 'image.json'), ImageRecord)
      if (record && record.image.id === `sha256:${name}`) this.#records.set(record.image.id, record)
      else say(`${dir} is left as it is: it has no record of an image`)
    } catch (error) {
      say(`${dir} is left as it is: ${(error as Error).message}`)
    }
  }

  async #write(record: ImageRecord, names: string[]): Promise<void> {
    const { id } = record.image
    const renamed = { ...record, image: { ...record.image, names } }
    await writeJson(join(this.dir(id), 'image.json'), renamed)
    this.#records.set(id, renamed)
  }

  #used(): Set<string> {
    return new Set(this.list().flatMap(blobsOf))
  }
}

const blobsOf = ({ image }: ImageRecord): string[] => [
  image.id,
  image.manifest,
  ...image.layers.map(({ digest }) => digest),
]

/** How people call it: by a name, or the beginning of its id. */
export const calledOf = ({ names, id }: Pick<Image, 'names' | 'id'>) =>
  names[0] ?? id.slice('sha256:'.length, 'sha256:'.length + 12)

function inUse(image: ImageRecord['image'], users: ImageUser[]): RuncibleError {
  const names = users
    .map((user) =>
      user.kind === 'container' ? `container ${user.id}` : `checkpoint “${user.name}”`,
    )
    .join(', ')
  const called = calledOf(image)
  return new RuncibleError(
    'failed-precondition',
    users.length === 1
      ? `cannot remove image ${called}: ${names} uses it`
      : `cannot remove image ${called}: ${names} use it`,
    { hint: 'Delete those first.' },
  )
}
