import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { RuncibleError } from '../../../../shared/errors.ts'
import { leadsOut } from '../../images/scan.ts'
import type { TarEntry } from '../../images/tar-walk.ts'
import { CORE_FILE, FILES, IMAGE_FILE, MEMBERS, memberName, OPEN_FILES, TEXTS } from './members.ts'
import type { SlowReceiver } from './read.ts'
import { type ImageRights, rightsIn } from './rights.ts'
import { rootModeIn } from './root-mode.ts'

/** What was found in an archive, beside its files. */
export interface Sorted {
  texts: ReadonlyMap<string, string>
  /** sha256 by name, of every file in it */
  hashes: ReadonlyMap<string, string>
  /** of each process that is in its images; null: of one they cannot be told */
  rights: readonly (ImageRights | null)[]
  /** that its root folder had; null: it cannot be told */
  rootMode: number | null
}

/** Of CRIU's image of a process, bytes: one of a thousand threads has a fifth of it. */
const MAX_CORE = 1024 ** 2
/** Of its list of open files, bytes: a million of them have so much. */
const MAX_OPEN_FILES = 64 * 1024 ** 2

/** Where a member goes, in a folder that is there already; null: nowhere. */
export type PlaceOf = (name: string) => string | null

/**
 * Takes an archive apart: texts are kept, files and CRIU's images are written to where `placeOf` says, others are passed over. Throws `invalid-input` for what is in no honest one: a name that leads out or is no plain text, the same name
 * twice, anything but files and folders, a part that is longer than it can be.
 */
export class Sorter implements Sorted {
  readonly texts = new Map<string, string>()
  readonly hashes = new Map<string, string>()
  readonly rights: (ImageRights | null)[] = []
  rootMode: number | null = null
  readonly #placeOf: PlaceOf
  readonly #also: ReadonlyMap<string, SlowReceiver>
  /** of all that is in it */
  readonly #names = new Set<string>()
  readonly #open = new Set<Promise<FileHandle>>()

  /** `also`: who reads the contents of a member besides. */
  constructor(placeOf: PlaceOf, also: ReadonlyMap<string, SlowReceiver>) {
    this.#placeOf = placeOf
    this.#also = also
  }

  receive(entry: TarEntry): SlowReceiver | null {
    const name = memberName(entry.name)
    requirePlain(entry, name)
    if (entry.type === 'Directory') return null
    if (this.#names.has(name)) throw refused(`${shown(name)} is in it twice`)
    this.#names.add(name)
    const isCore = CORE_FILE.test(name)
    const limit =
      TEXTS.get(name) ??
      FILES.get(name) ??
      (isCore ? MAX_CORE : name === OPEN_FILES ? MAX_OPEN_FILES : entry.size)
    if (entry.size > limit) throw refused(`${name} is longer than ${limit} bytes`)
    const hash = createHash('sha256')
    return both(
      {
        write: (chunk) => void hash.update(chunk),
        end: () => void this.hashes.set(name, hash.digest('hex')),
      },
      ...(TEXTS.has(name) ? [gather((bytes) => void this.texts.set(name, bytes.toString()))] : []),
      ...(isCore ? [gather((bytes) => void this.rights.push(rightsIn(bytes)))] : []),
      ...(name === OPEN_FILES
        ? [
            gather((bytes) => {
              this.rootMode = rootModeIn(bytes)
            }),
          ]
        : []),
      ...[this.#also.get(name) ?? []].flat(),
      ...this.#file(name),
    )
  }

  /** Closes what a failure has left open. */
  async close(): Promise<void> {
    const close = (opened: Promise<FileHandle>) =>
      opened.then(
        (file) => file.close(),
        () => {},
      )
    await Promise.all([...this.#open].map(close))
  }

  /** Names are the list's or match its pattern, so that none leads elsewhere. */
  #file(name: string): SlowReceiver[] {
    const isPart = FILES.has(name) || IMAGE_FILE.test(name)
    const place = isPart ? this.#placeOf(name) : null
    if (place === null) return []
    const opened = open(place, 'wx', 0o600)
    this.#open.add(opened)
    let last: Promise<unknown> = opened
    const next = (work: (file: FileHandle) => Promise<unknown>) => {
      const mine = Promise.all([opened, last]).then(([file]) => work(file))
      last = mine
      return mine.then(() => {})
    }
    return [
      {
        write: (chunk) => next((file) => file.appendFile(chunk)),
        end: () =>
          next(async (file) => {
            this.#open.delete(opened)
            await file.close()
          }),
      },
    ]
  }
}

/** Keeps all of it until its end. */
function gather(done: (bytes: Buffer) => void): SlowReceiver {
  const chunks: Buffer[] = []
  return {
    write: (chunk) => void chunks.push(chunk),
    end: () => done(Buffer.concat(chunks)),
  }
}

/** Each gets all of it; only writes to files take time. */
function both(...receivers: SlowReceiver[]): SlowReceiver {
  const all = (work: (receiver: SlowReceiver) => void | Promise<void>) => {
    const slow = receivers.flatMap((receiver) => work(receiver) ?? [])
    return slow[0]
  }
  return {
    write: (chunk) => all((receiver) => receiver.write(chunk)),
    end: () => all((receiver) => receiver.end()),
  }
}

/** Some readers see other names than we do: those must be harmless, too. */
function requirePlain({ name: given, otherNames, type, size }: TarEntry, name: string): void {
  const wrong = [given, ...otherNames].find(isOdd)
  if (wrong !== undefined) throw refused(`it holds ${shown(wrong)}, which leads out of its folder`)
  if (otherNames.some((other) => memberName(other) !== name)) {
    throw refused(`${shown(name)} has two names`)
  }
  const isFile = type === 'File' || type === 'OldFile'
  if (!isFile && type !== 'Directory') {
    throw refused(
      name === `${MEMBERS.images}parent`
        ? 'its images build on those of another moment, which is not in it'
        : `${shown(name)} is neither a file nor a folder (${type})`,
    )
  }
  if (type === 'Directory' && size > 0) throw refused(`the folder ${shown(name)} has contents`)
}

const isOdd = (path: string) =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what no honest name has
  path.startsWith('/') || leadsOut(path) || /[\x00-\x1f\x7f]/.test(path)

/** A name as it can be shown: its control characters in words, and no longer than can be read. */
export const shown = (name: string) => JSON.stringify(name.slice(0, 200))

export const refused = (why: string, hint = 'Do not trust where it came from.') =>
  new RuncibleError('invalid-input', `the archive cannot be brought in: ${why}`, {
    said: why,
    hint: `Nothing of it was kept. ${hint}`,
    field: 'path',
  })
