import { existsSync, mkdirSync, mkdtempSync, renameSync } from 'node:fs'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Mutex } from 'async-mutex'
import { RuncibleError } from '../../../shared/errors.ts'
import { VolumeName } from '../../../shared/model.ts'
import { readJson, writeJson } from '../atomic.ts'
import type { VolumePlaces, VolumeUse } from '../bundle/mounts.ts'
import { removeFolder } from '../bundle/remove.ts'
import { Holds } from '../holds.ts'
import { endLeftPrograms } from '../runtime/left-programs.ts'
import { copyUp, isEmpty } from './copy-up.ts'
import { VolumeRecord } from './record.ts'
import { type Users, userInWords } from './users.ts'

/** Folders of volumes being made or removed: they count as nothing. No volume's name begins with a dot. */
const STAGING = '.staging-'

/**
 * The volumes of one engine: a folder each, with its contents in `data` and volume.json beside them. It comes into its place by
 * one rename, whole, and leaves it by one: a crash at any instant leaves nothing that counts.
 */
export class VolumeStore implements VolumePlaces {
  readonly #dir: string
  readonly #usersOf: () => Promise<Users>
  readonly #records = new Map<string, VolumeRecord>()
  /** creates under way: their config.json may not say yet what they use */
  readonly #creating = new Holds()
  readonly #mutex = new Mutex()

  /** `usersOf` reads from disk who mounts what. */
  constructor(dir: string, usersOf: () => Promise<Users>) {
    this.#dir = dir
    this.#usersOf = usersOf
  }

  /** Reads what there is and removes what a crash has left; `say` hears of it. */
  async load(say: (text: string) => void = () => {}): Promise<void> {
    for (const name of await readdir(this.#dir).catch(() => [])) {
      const dir = join(this.#dir, name)
      if (name.startsWith(STAGING)) {
        await endLeftPrograms(dir)
        await removeFolder(dir)
        say(`${dir} was removed: an earlier engine had ended while it was made or removed`)
      } else if (VolumeName.safeParse(name).success) await this.#load(name, say)
    }
    await this.collect(say).catch((error: Error) => say(error.message))
  }

  /** By name. */
  list(): VolumeRecord[] {
    return [...this.#records.values()].sort((a, b) => a.name.localeCompare(b.name))
  }

  get isEmpty(): boolean {
    return this.#records.size === 0
  }

  has(name: string): boolean {
    return this.#records.has(name)
  }

  path(name: string): string {
    return dataOf(join(this.#dir, name))
  }

  users(): Promise<Users> {
    return this.#usersOf()
  }

  /** Removals wait until what this gives is called: a container being created may be about to use any. */
  hold(): () => void {
    return this.#creating.hold()
  }

  /** Throws `already-exists`. */
  create(name: string): Promise<VolumeRecord> {
    return this.#mutex.runExclusive(async () => {
      if (this.has(name)) {
        throw new RuncibleError('already-exists', `there is a volume ${name} already`, {
          field: 'name',
        })
      }
      return this.#make({ name, anonymous: false, fresh: false })
    })
  }

  prepare(wanted: readonly VolumeUse[], rootfs: string | null): Promise<void> {
    return this.#mutex.runExclusive(async () => {
      for (const { name, anonymous, destination, copyUp } of wanted) {
        const record =
          this.#records.get(name) ?? (await this.#make({ name, anonymous, fresh: true }))
        if (copyUp && rootfs) await this.#fill(record, rootfs, destination)
      }
    })
  }

  /** With all that is in it. Throws `failed-precondition` while somebody uses it, naming them; `not-found`. */
  async remove(name: string): Promise<void> {
    await this.#whileNobodyCreates(async () => {
      if (!this.has(name)) throw new RuncibleError('not-found', `no volume ${name}: not found`)
      const { byFolder, unreadable } = await this.#usersOf()
      refuseUnknown(`volume ${name} is not removed`, unreadable)
      const users = byFolder.get(this.path(name)) ?? []
      if (users.length > 0) {
        const names = users.map(userInWords).join(', ')
        throw new RuncibleError(
          'failed-precondition',
          users.length === 1
            ? `cannot remove volume ${name}: ${names} uses it`
            : `cannot remove volume ${name}: ${names} use it`,
          { hint: 'Delete those first.' },
        )
      }
      await this.#remove(name)
    })
  }

  /**
   * Removes what goes with its users and has none any more: volumes without a name, and those of a create that failed. Gives how
   * many; `say` hears what stays all the same. Throws `failed-precondition` where nobody can tell who uses them.
   */
  async collect(say: (text: string) => void = () => {}): Promise<number> {
    const passing = () => this.list().filter(({ anonymous, fresh }) => anonymous || fresh)
    if (passing().length === 0) return 0
    return this.#whileNobodyCreates(async () => {
      const { byFolder, unreadable } = await this.#usersOf()
      refuseUnknown('volumes without a name stay', unreadable)
      let removed = 0
      for (const record of passing()) {
        const isUsed = byFolder.has(this.path(record.name))
        if (isUsed && record.fresh) await this.#write({ ...record, fresh: false })
        if (isUsed) continue
        await this.#remove(record.name).then(
          () => removed++,
          (error: Error) => say(`volume ${record.name} stays: ${error.message}`),
        )
      }
      return removed
    })
  }

  /** A create that begins meanwhile waits in `prepare` for what `work` does. */
  async #whileNobodyCreates<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      await this.#creating.released()
      const done = await this.#mutex.runExclusive(async () =>
        this.#creating.any ? null : { value: await work() },
      )
      if (done) return done.value
    }
  }

  async #make(of: Pick<VolumeRecord, 'name' | 'anonymous' | 'fresh'>): Promise<VolumeRecord> {
    const record: VolumeRecord = {
      version: 1,
      ...of,
      createdAt: new Date().toISOString(),
      filled: false,
    }
    await mkdir(this.#dir, { recursive: true, mode: 0o700 })
    const staging = mkdtempSync(join(this.#dir, STAGING))
    try {
      mkdirSync(dataOf(staging), { mode: 0o755 })
      await writeJson(recordIn(staging), record)
      renameSync(staging, join(this.#dir, of.name))
    } catch (error) {
      await removeFolder(staging)
      throw error
    }
    this.#records.set(of.name, record)
    return record
  }

  async #fill(record: VolumeRecord, rootfs: string, destination: string): Promise<void> {
    if (record.filled) return
    const data = this.path(record.name)
    if (await isEmpty(data)) {
      const next = nextOf(join(this.#dir, record.name))
      if (!(await copyUp(rootfs, destination, data, next))) return
    }
    await this.#write({ ...record, filled: true })
  }

  async #remove(name: string): Promise<void> {
    const thrown = mkdtempSync(join(this.#dir, STAGING))
    renameSync(join(this.#dir, name), join(thrown, 'volume'))
    this.#records.delete(name)
    await removeFolder(thrown)
  }

  async #load(name: string, say: (text: string) => void): Promise<void> {
    const dir = join(this.#dir, name)
    try {
      const record = await readJson(recordIn(dir), VolumeRecord)
      if (record?.name !== name) {
        say(`${dir} is left as it is: it has no record of a volume`)
        return
      }
      this.#records.set(name, record)
      await settleFilling(dir)
    } catch (error) {
      say(`${dir} is left as it is: ${(error as Error).message}`)
    }
  }

  async #write(record: VolumeRecord): Promise<void> {
    await writeJson(recordIn(join(this.#dir, record.name)), record)
    this.#records.set(record.name, record)
  }
}

/** What may be in use is not removed. */
function refuseUnknown(what: string, [config]: readonly string[]): void {
  if (config === undefined) return
  throw new RuncibleError(
    'failed-precondition',
    `${what}: ${config} cannot be read, and may say that it is used`,
    { hint: 'Mend that file, or move its folder away.' },
  )
}

const dataOf = (volume: string) => join(volume, 'data')
/** The engine may have died while it was filled: a copy that goes on would fill it later. */
async function settleFilling(volume: string): Promise<void> {
  if (existsSync(nextOf(volume))) {
    await endLeftPrograms(volume)
    await removeFolder(nextOf(volume))
  }
  mkdirSync(dataOf(volume), { recursive: true, mode: 0o755 })
}

/** where what fills it is copied to first */
const nextOf = (volume: string) => join(volume, 'next')
const recordIn = (volume: string) => join(volume, 'volume.json')
