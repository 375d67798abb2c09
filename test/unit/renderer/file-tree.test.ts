import { expect, test } from 'vitest'
import { type KnownFolder, treeRows } from '../../../renderer/files/tree-rows.ts'
import { nameInWords, sizeInWords } from '../../../renderer/words/files.ts'
import type { FileEntry, Folder } from '../../../shared/model.ts'

const entry = (
  name: string,
  type: FileEntry['type'],
  more: Partial<FileEntry> = {},
): FileEntry => ({
  name,
  type,
  size: 0,
  mode: 0o755,
  uid: 0,
  gid: 0,
  user: null,
  group: null,
  modified: 0,
  target: null,
  mark: null,
  mounted: null,
  ...more,
})
const folder = (entries: FileEntry[], total = entries.length, truncated = false): KnownFolder => ({
  about: { total, truncated } as Folder,
  entries,
  error: null,
})

test('a tree: each folder that is open with what is in it, and what is said where nothing is', () => {
  const known = new Map([
    ['/', folder([entry('a', 'folder'), entry('b', 'folder'), entry('f', 'file')], 9)],
    ['/a', folder([entry('deep', 'folder'), entry('gone', 'folder', { mark: 'removed' })])],
    ['/a/deep', folder([])],
    ['/b', folder([entry('x', 'file')], 1, true)],
  ])
  const open = new Set(['/a', '/a/deep', '/a/gone', '/b', '/c'])
  const rows = treeRows(
    '/',
    (path) => known.get(path),
    (path) => open.has(path),
  )
  expect(
    rows.map((row) => `${' '.repeat(row.depth)}${row.kind} ${row.key.split('\0')[0]}`),
  ).toEqual([
    'entry /a',
    ' entry /a/deep',
    '  note /a/deep',
    ' entry /a/gone',
    'entry /b',
    ' entry /b/x',
    ' note /b',
    'entry /f',
    'more /',
  ])
  expect(
    treeRows(
      '/new',
      () => undefined,
      () => false,
    ),
  ).toMatchObject([{ note: 'loading' }])
})

test('a name shows all that is in it', () => {
  expect(nameInWords(entry('a\n\udcffb', 'folder'))).toBe('a\\n\\xffb/')
  expect(nameInWords(entry('way', 'link', { target: '/\u202e' }))).toBe('way → /\\u202e')
  expect(sizeInWords(entry('p', 'fifo'))).toBe('fifo')
  expect(sizeInWords(entry('p', 'folder', { mounted: 'tmpfs' }))).toBe('tmpfs')
})
