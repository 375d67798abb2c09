import type { FileEntry, FilePart, Folder } from '../../shared/model.ts'
import { modeInWords } from './changes.ts'
import { bytes } from './sizes.ts'
import { dateAndTime } from './time.ts'
import { visible } from './visible.ts'

/** What browsing is, on its button and in the palette. */
export const FILES_HELP = 'its files as it sees them, to read, take out and bring in'

export const FILES = {
  browse: 'Files…',
  path: 'Path',
  up: 'Up to the folder above',
  changed: 'Only what changed',
  again: 'Read again',
  tree: 'Files',
  loading: 'reading…',
  empty: 'nothing in it',
  emptyChanged: 'nothing in it has changed',
  truncated: 'It holds more than is read.',
  choose: 'Choose a file to see it: arrows move, → opens a folder, ← closes it, ⌫ goes up.',
  drop: 'Drop files to bring them in',
  upload: 'Upload…',
  download: 'Download',
  downloadFolder: 'Download as tar',
  compare: 'Compare with base…',
  rename: 'Rename…',
  remove: 'Delete…',
  newFolder: 'New folder…',
  asInBase: 'it is as in the base',
  noBase: 'there is nothing to compare it with',
  notRemovedTwice: 'it was removed',
  nothingIn: 'devices, fifos and sockets hold nothing of their own',
  beginning: 'Beginning',
  earlier: 'Earlier',
  later: 'Later',
  end: 'End',
} as const

/** What stands before a name: how it is not as in the base. */
export const MARKS = {
  added: { sign: '+', word: 'added' },
  changed: { sign: '~', word: 'changed' },
  removed: { sign: '−', word: 'removed' },
  within: { sign: '·', word: 'something in it changed' },
} as const

const KINDS: Record<FileEntry['type'], string> = {
  file: 'file',
  folder: 'folder',
  link: 'link',
  device: 'device',
  fifo: 'fifo',
  socket: 'socket',
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
    ['Kind', KINDS[type]],
    ...(type === 'file' ? [['Size', `${bytes(size)} (${size} bytes)`] as [string, string]] : []),
    ...(target === null ? [] : [['Leads to', visible(target)] as [string, string]]),
    ['Mode', modeInWords(entry)],
    ['Owner', `${ownerInWords(entry)} (${entry.uid}:${entry.gid})`],
    ['Modified', dateAndTime(new Date(modified).toISOString())],
    ...(mounted ? [['Mounted there', mounted] as [string, string]] : []),
    ...(mark ? [['Since the base', MARKS[mark].word] as [string, string]] : []),
  ]
}

/** "256 KiB to 512 KiB of 3 MiB". */
export const partInWords = ({ from, to, size }: FilePart): string =>
  `${bytes(from)} to ${bytes(to)} of ${bytes(size)}`

/** Why of what a path leads to no text is shown. */
export function noTextInWords({ kind, type, size }: FilePart): string {
  if (kind === 'binary') return `It is no text: ${bytes(size)} of binary data.`
  return type === 'folder' ? 'It is a folder.' : `It is a ${KINDS[type]}: nothing of it is read.`
}

/** What a folder is compared with, under the tree. */
export const baseInWords = ({ base, path }: Folder): string =>
  base === null
    ? `${visible(path)} has no base: what changed in it cannot be told.`
    : `Compared with ${base}.`

/** "3 more". */
export const moreInWords = (left: number): string => `${left} more…`

export const deletionInWords = ({ name, type }: FileEntry): string =>
  type === 'folder'
    ? `${visible(name)} and all that is in it are lost for good.`
    : `${visible(name)} is lost for good.`

/** "uploading a.txt (2 of 5)". */
export const uploadingInWords = (name: string, at: number, of: number): string =>
  `uploading ${visible(name)}${of > 1 ? ` (${at} of ${of})` : ''}`
