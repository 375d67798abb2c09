import { randomBytes } from 'node:crypto'
import { constants, type Stats } from 'node:fs'
import { type FileHandle, open, rename, unlink } from 'node:fs/promises'
import { RuncibleError } from '../../../shared/errors.ts'
import type { UploadOpen } from '../../../shared/model.ts'
import { moveFile } from '../outgoing/target.ts'
import type { ContainerGround } from './ground.ts'
import type { LeftUploads } from './left-uploads.ts'
import { fromTold, toTold } from './names.ts'
import { worded } from './refusals.ts'
import { joined, resolveFolder, type Spot } from './walk.ts'

const NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
/** Of a new file. */
const MODE = 0o644
/** What of a replaced file's mode is kept: that it runs as its owner is for its owner to say again. */
const KEPT = 0o777

/**
 * A file on its way into a container. It is written under another name in the same folder, and takes its own when it is whole and
 * on disk; what ends before leaves nothing.
 */
export class Upload {
  readonly #ground: ContainerGround
  readonly #folder: Spot
  readonly #name: string
  readonly #size: number
  readonly #was: Stats | null
  readonly #partial: string
  readonly #file: FileHandle
  readonly #strike: () => Promise<void>
  #written = 0

  private constructor(begun: Begun) {
    this.#ground = begun.ground
    this.#folder = begun.folder
    this.#name = begun.name
    this.#size = begun.size
    this.#was = begun.was
    this.#partial = begun.partial
    this.#file = begun.file
    this.#strike = begun.strike
  }

  /** Takes `ground` over, and closes it at its end. Throws in words; then nothing was changed. */
  static async begin(
    ground: ContainerGround,
    left: LeftUploads,
    { folder: told, name: toldName, size, replace, ...ref }: UploadOpen,
  ): Promise<Upload> {
    const [path, name] = [fromTold(told), fromTold(toldName)]
    let folder: Spot | null = null
    let strike = async () => {}
    try {
      folder = await resolveFolder(ground.top, path)
      await ground.requireWritable(folder)
      const was = await folder.node.look(name)
      if (was) requireReplaceable(was, joined(folder.path, name), replace)
      const partial = `.runcible-${randomBytes(8).toString('hex')}`
      const { namespace, id } = ref
      strike = await left.note({ namespace, id, folder: folder.path, name: partial })
      const file = await open(folder.node.path(partial), NEW, 0o600)
      return new Upload({ ground, folder, name, size, was, partial, file, strike })
    } catch (error) {
      await strike()
      await folder?.node.close()
      await ground.close()
      throw worded(joined(path, name), error)
    }
  }

  /** Gives how much is written. Throws in words. */
  async write(bytes: Uint8Array): Promise<number> {
    if (this.#written + bytes.length > this.#size) throw this.#notAsSaid('more')
    try {
      for (let at = 0; at < bytes.length; ) {
        at += (await this.#file.write(bytes, at, bytes.length - at)).bytesWritten
      }
    } catch (error) {
      throw worded(this.#path, error)
    }
    this.#written += bytes.length
    return this.#written
  }

  get complete(): boolean {
    return this.#written === this.#size
  }

  /** Lays it in its place. Throws in words. */
  async finish(): Promise<void> {
    if (!this.complete) throw this.#notAsSaid('less')
    const { node } = this.#folder
    try {
      await this.#giveAway()
      await this.#file.sync()
      const [from, to] = [node.path(this.#partial), node.path(this.#name)]
      await (this.#was ? rename : moveFile)(from, to)
    } catch (error) {
      throw worded(this.#path, error)
    } finally {
      await this.close()
    }
  }

  /** Lets go of all; what is not in its place by now is removed. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#file.close()
    await unlink(this.#folder.node.path(this.#partial)).catch(() => {})
    await this.#strike()
    await this.#folder.node.close()
    await this.#ground.close()
  }
  #closed = false

  /** To the owner of what it replaces, else to the container's root; as far as this engine's user may. */
  async #giveAway(): Promise<void> {
    const { uid = -1, gid = -1 } = this.#was ?? this.#ground.owners.root ?? {}
    if (process.getuid?.() === 0 && uid >= 0) await this.#file.chown(uid, gid)
    await this.#file.chmod(this.#was ? this.#was.mode & KEPT : MODE)
  }

  get #path(): string {
    return joined(this.#folder.path, this.#name)
  }

  #notAsSaid(how: 'more' | 'less') {
    const path = toTold(this.#path)
    return new RuncibleError(
      'invalid-input',
      how === 'more'
        ? `more than ${this.#size} bytes came for ${path}`
        : `less than ${this.#size} bytes came for ${path}`,
      {
        hint: 'The file has changed while it was read. Nothing was changed in the container.',
      },
    )
  }
}

interface Begun {
  ground: ContainerGround
  folder: Spot
  name: string
  size: number
  was: Stats | null
  partial: string
  file: FileHandle
  strike(): Promise<void>
}

function requireReplaceable(was: Stats, path: string, replace: boolean): void {
  if (was.isFile() && replace) return
  const there = `there is ${whatIs(was)} at ${toTold(path)} already`
  throw new RuncibleError('already-exists', there, {
    field: 'name',
    hint: 'Choose another name.',
    ...(was.isFile() && { remedy: { label: 'Replace it', option: 'replace' } }),
  })
}

function whatIs(stats: Stats): string {
  if (stats.isFile()) return 'a file'
  return stats.isDirectory() ? 'a folder' : 'something that is no file'
}
