import type { ArchiveWant } from '../../../../shared/model.ts'
import { leadsOut } from '../../images/scan.ts'
import { type TarEntry, TarWalk } from '../../images/tar-walk.ts'
import type { SlowReceiver } from './read.ts'
import { refused } from './sort.ts'

/** So many of a kind are named. */
const MOST_NAMED = 5
const MOST_FILES = 2_000_000

/** Something of files that is not given unasked, with the names of those that have it. */
interface Kind {
  key: 'files: devices' | 'files: set-user-id' | 'files: capabilities'
  names: string[]
  count: number
}

/**
 * Reads through a tar of files as it goes by, before anything of it is unpacked. Throws `invalid-input` for a name or a hard
 * link that leads out of its folder, for a file behind a link, and for more files than anybody has.
 */
export class FilesScan implements SlowReceiver {
  bytes = 0
  entries = 0
  readonly #what: string
  readonly #devices: Kind = { key: 'files: devices', names: [], count: 0 }
  readonly #setUid: Kind = { key: 'files: set-user-id', names: [], count: 0 }
  readonly #capable: Kind = { key: 'files: capabilities', names: [], count: 0 }
  readonly #links = new Set<string>()
  #walk: TarWalk | null = null

  private constructor(what: string) {
    this.#what = what
  }

  static async open(what: string): Promise<FilesScan> {
    const scan = new FilesScan(what)
    scan.#walk = await TarWalk.open({ what, tell: (entry) => scan.#tell(entry) })
    return scan
  }

  write(chunk: Buffer): void {
    this.#walk?.write(chunk)
  }

  end(): void {
    this.#walk?.end()
  }

  /** Are there programs that have capabilities of their own? */
  get capable(): boolean {
    return this.#capable.count > 0
  }

  /** What of them nobody gets unasked. */
  wants(): ArchiveWant[] {
    return [
      want(
        this.#devices,
        'danger',
        (count, names) => `${count} device files: ${names}`,
        'They stand for devices of this machine.',
      ),
      want(
        this.#setUid,
        'caution',
        (count, names) =>
          `${count} programs with the rights of their owner (set-user-id): ${names}`,
        'Whoever runs them in the container has those rights there. On this machine they lie where root alone can go.',
      ),
      want(
        this.#capable,
        'caution',
        (count, names) => `${count} programs with capabilities: ${names}`,
        'Whoever runs them in the container has those there.',
      ),
    ].flat()
  }

  #tell(entry: TarEntry): void {
    const { name, otherNames, type, linkName, otherLinks, mode } = entry
    const links = type === 'Link' ? [linkName, ...otherLinks] : []
    const all = [name, ...otherNames, ...links]
    const wrong = all.find((path) => leadsOut(path) || links.some((link) => link.startsWith('/')))
    if (wrong !== undefined) throw refused(`${this.#what} leads out of its folder: ${shown(wrong)}`)
    const behind = all.find((path) => this.#isBehindLink(plain(path)))
    if (behind !== undefined) throw refused(`${this.#what} has ${shown(behind)} behind a link`)
    this.bytes += entry.size
    if (++this.entries > MOST_FILES)
      throw refused(`${this.#what} has more than ${MOST_FILES} files`)
    if (type === 'SymbolicLink') this.#links.add(plain(otherNames[0] ?? name))
    if (type === 'CharacterDevice' || type === 'BlockDevice') note(this.#devices, name)
    if ((type === 'File' || type === 'OldFile') && (mode & 0o6000) !== 0) note(this.#setUid, name)
    if (entry.capable) note(this.#capable, name)
  }

  /** An archive that puts something through a link of its own means no good: its folder would not be where it is said. */
  #isBehindLink(path: string): boolean {
    for (let at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
      if (this.#links.has(path.slice(0, at))) return true
    }
    return false
  }
}

const plain = (path: string) =>
  path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')

function note(kind: Kind, name: string): void {
  kind.count++
  if (kind.names.length < MOST_NAMED) kind.names.push(plain(name))
}

function want(
  { key, names, count }: Kind,
  level: ArchiveWant['level'],
  what: (count: number, names: string) => string,
  why: string,
): ArchiveWant[] {
  if (count === 0) return []
  const more = count > names.length ? ' …' : ''
  return [{ key, level, what: what(count, `${names.map(shown).join(', ')}${more}`), why }]
}

const shown = (name: string) =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is not to be shown
  name.slice(0, 200).replace(/[\x00-\x1f\x7f]/g, '�')
