import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fileText } from '../../../../electron/engine/checkpoint/compare/file-text.ts'
import { compareTrees } from '../../../../electron/engine/checkpoint/compare/files.ts'
import { OpenFolder, openAll } from '../../../../electron/engine/outgoing/open-folder.ts'
import { failure } from '../../../support/test-engine.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'runcible-compare-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

function tree(name: string, files: Record<string, string>): string {
  for (const [path, text] of Object.entries(files)) {
    const place = join(dir, name, path)
    mkdirSync(dirname(place), { recursive: true })
    writeFileSync(place, text)
    utimesSync(place, 1, 1)
  }
  return join(dir, name)
}
const whole = (path: string) => ({ path, upper: null, image: null, close: () => {} })
const compare = async (was: Record<string, string>, is: Record<string, string>) =>
  (await compareTrees(whole(tree('was', was)), whole(tree('is', is)))).rootfs

describe('files of two moments', () => {
  test('added, changed, removed, by path; a folder that is gone stands for what was in it', async () => {
    const found = await compare(
      { 'same/a': '1', 'etc/b': '1', 'old/c': '1', 'old/d': '1' },
      { 'same/a': '1', 'etc/b': '22', 'new/e': '1' },
    )
    expect(found.entries.map(({ change, path }) => `${change} ${path}`)).toEqual([
      'changed /etc/b',
      'added /new',
      'added /new/e',
      'removed /old',
    ])
    expect(found.total).toEqual({ added: 2, changed: 1, removed: 1, bytes: 3 })
  })

  test('a link that takes the place of a folder is not followed', async () => {
    const was = tree('was', { 'a/b': '1' })
    const is = tree('is', { x: '' })
    symlinkSync(was, join(is, 'a'))
    const { rootfs } = await compareTrees(whole(was), whole(is))
    expect(rootfs.entries.map(({ change, path, type }) => [change, path, type])).toEqual([
      ['changed', '/a', 'link'],
      ['added', '/x', 'file'],
    ])
  })

  test('over one image, folders that neither changed are not gone through', async () => {
    const was = { ...whole(tree('was', { 'big/a': '1', 'srv/p': '1' })), image: 'i' }
    const is = { ...whole(tree('is', { 'big/a': 'not looked at', 'srv/p': '22' })), image: 'i' }
    const upper = (name: string, files: Record<string, string>) =>
      tree(name, { '.keep': '', ...files })
    const { rootfs } = await compareTrees(
      { ...was, upper: upper('u1', {}) },
      { ...is, upper: upper('u2', { 'srv/p': '22' }) },
    )
    expect(rootfs.entries.map(({ path }) => path)).toEqual(['/srv/p'])
  })
})

/** What of a folder this process has open. */
const openIn = (path: string) =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith(path)
    } catch {
      return false
    }
  })

describe('folders that are looked at', () => {
  test('are closed again where another beside them cannot be opened, and where all went well', async () => {
    const was = tree('was', { 'a/b': '1' })
    const is = tree('is', { 'a/c': '1' })
    await expect(compareTrees(whole(was), whole(join(dir, 'none')))).rejects.toThrow('ENOENT')
    expect(openIn(dir)).toEqual([])
    await compareTrees(whole(was), whole(is))
    expect(openIn(dir)).toEqual([])
    const refused = () => {
      throw new Error('no more')
    }
    const folder = OpenFolder.at(was)
    expect(() => openAll([() => folder.open('a'), refused])).toThrow('no more')
    expect(openIn(dir)).toHaveLength(1)
    folder.close()
  })
})

describe('the text of one file', () => {
  test('at most its beginning; binary, links and the rest are said', () => {
    const at = tree('t', { text: 'grüß', 'in/long': 'x' })
    truncateSync(join(at, 'in/long'), 10 * 1024 * 1024)
    writeFileSync(join(at, 'in/long'), 'y'.repeat(300 * 1024), { flag: 'r+' })
    writeFileSync(join(at, 'bin'), Buffer.of(65, 0, 66))
    symlinkSync('/etc/passwd', join(at, 'way'))
    expect(fileText(at, '/text')).toEqual({
      kind: 'text',
      text: 'grüß',
      bytes: 6,
      truncated: false,
    })
    const long = fileText(at, '/in/long')
    expect(long).toMatchObject({ kind: 'text', bytes: 10 * 1024 * 1024, truncated: true })
    expect(long?.text).toHaveLength(256 * 1024)
    expect(fileText(at, '/bin')).toMatchObject({ kind: 'binary', text: '' })
    expect(fileText(at, '/way')).toMatchObject({ kind: 'link', text: '/etc/passwd' })
    expect(fileText(at, '/in')).toMatchObject({ kind: 'other' })
  })

  test('nothing leads out of the tree', async () => {
    const at = tree('t', { text: 'x' })
    symlinkSync('/etc', join(at, 'way'))
    expect(fileText(at, '/way/passwd')).toBeNull()
    expect(fileText(at, '/no/such')).toBeNull()
    for (const path of ['/../secret', '/text/..', '/']) {
      expect(await failure((async () => fileText(at, path))())).toMatchObject({
        code: 'invalid-input',
        field: 'path',
      })
    }
  })
})
