import { t } from '@lingui/core/macro'
import type { FileEntry, FilePart, Folder } from '../../shared/model.ts'
import { engineWords } from '../language/engine-words.ts'
import { modeInWords } from './changes.ts'
import { bytes } from './sizes.ts'
import { dateAndTime } from './time.ts'
import { visible } from './visible.ts'

/** What browsing is, on its button and in the palette. */
export const FILES_HELP = t`its files as it sees them, to read, take out and bring in`

export const FILES = {
  browse: t`Files…`,
  path: t`Path`,
  up: t`Up to the folder above`,
  changed: t`Only what changed`,
  again: t`Read again`,
  tree: t`Files`,
  loading: t`reading…`,
  empty: t`nothing in it`,
  emptyChanged: t`nothing in it has changed`,
  untold: t`what changed in it cannot be told`,
  truncated: t`It holds more than is read.`,
  choose: t`Choose a file to see it: arrows move, → opens a folder, ← closes it, ⌫ goes up.`,
  drop: t`Drop files to bring them in`,
  upload: t`Upload…`,
  download: t`Download`,
  downloadFolder: t`Download as tar`,
  compare: t`Compare with base…`,
  rename: t`Rename…`,
  remove: t`Delete…`,
  newFolder: t`New folder…`,
  asInBase: t`it is as in the base`,
  noBase: t({ message: 'there is nothing to compare it with', context: 'file' }),
  notRemovedTwice: t`it was removed`,
  nothingIn: t`devices, fifos and sockets hold nothing of their own`,
  beginning: t({ message: 'Beginning', context: 'of a file' }),
  earlier: t({ message: 'Earlier', context: 'of a file' }),
  later: t({ message: 'Later', context: 'of a file' }),
  end: t({ message: 'End', context: 'of a file' }),
} as const

/** What stands before a name: how it is not as in the base. */
export const MARKS = {
  added: { sign: '+', word: t`added` },
  changed: { sign: '~', word: t`changed` },
  removed: { sign: '−', word: t`removed` },
  within: { sign: '·', word: t`something in it changed` },
} as const

const KINDS: Record<FileEntry['type'], string> = {
  file: t`file`,
  folder: t`folder`,
  link: t`link`,
  device: t`device`,
  fifo: t`fifo`,
  socket: t`socket`,
}

/** "etc/", "way → /etc/passwd". */
export function nameInWords({ name, type, target }: FileEntry): string {
  if (target !== null) return `${visible(name)} → ${visible(target)}`
  return type === 'folder' ? `${visible(name)}/` : visible(name)
}

/** What a row says at its end: a size, else what it is. */
export const sizeInWords = ({ type, size, mounted }: FileEntry): string =>
  mounted ?? (type === 'file' ? bytes(size) : type === 'folder' ? '' : KINDS[type])

/** "root:tty", ids where nothing inside has a name for them. */
export const ownerInWords = ({ user, group, uid, gid }: FileEntry): string =>
  `${user ?? uid}:${group ?? gid}`

/** What is known of it without opening it, a name and a value each. */
export function factsOf(entry: FileEntry): [string, string][] {
  const { type, size, modified, mark, mounted, target } = entry
  return [
    [t`Kind`, KINDS[type]],
    ...(type === 'file'
      ? [[t`Size`, t`${{ short: bytes(size) }} (${size} bytes)`] as [string, string]]
      : []),
    ...(target === null ? [] : [[t`Leads to`, visible(target)] as [string, string]]),
    [t`Mode`, modeInWords(entry)],
    [t`Owner`, `${ownerInWords(entry)} (${entry.uid}:${entry.gid})`],
    [t`Modified`, dateAndTime(new Date(modified).toISOString())],
    ...(mounted ? [[t`Mounted there`, mounted] as [string, string]] : []),
    ...(mark ? [[t`Since the base`, MARKS[mark].word] as [string, string]] : []),
  ]
}

/** "256 KiB to 512 KiB of 3 MiB". */
export const partInWords = ({ from, to, size }: FilePart): string =>
  t`${{ from: bytes(from) }} to ${{ to: bytes(to) }} of ${{ size: bytes(size) }}`

/** Why of what a path leads to no text is shown. */
export function noTextInWords({ kind, type, size }: FilePart): string {
  if (kind === 'binary') return t`It is no text: ${{ size: bytes(size) }} of binary data.`
  return type === 'folder'
    ? t`It is a folder.`
    : t`It is a ${{ kind: KINDS[type] }}: nothing of it is read.`
}

/** What a folder is compared with, under the tree. */
export const baseInWords = ({ base, path }: Folder): string =>
  base === null
    ? t`${{ path: visible(path) }} has no base: what changed in it cannot be told.`
    : t`Compared with ${{ base: engineWords(base) }}.`

/** "3 more". */
export const moreInWords = (left: number): string => t`${left} more…`

export const deletionInWords = ({ name, type }: FileEntry): string =>
  type === 'folder'
    ? t`${{ name: visible(name) }} and all that is in it are lost for good.`
    : t`${{ name: visible(name) }} is lost for good.`

/** "uploading a.txt (2 of 5)". */
export const uploadingInWords = (name: string, at: number, of: number): string =>
  of > 1
    ? t`uploading ${{ name: visible(name) }} (${at} of ${of})`
    : t`uploading ${{ name: visible(name) }}`
