import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SshEntries } from '../../../electron/hosts/entries.ts'

let dir: string
let path: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'runcible-entries-'))
  path = join(dir, 'state/hosts.json')
})
afterEach(() => rm(dir, { recursive: true }))

test('what was added is there the next time, for its user alone', async () => {
  const entries = await SshEntries.open(path)
  expect([entries.all, entries.problem]).toEqual([[], null])
  const box = await entries.add({ host: 'box', user: 'ann', port: 2222 })
  const other = await entries.add({ host: 'other' })
  await entries.change(box.id, { host: 'box' })
  const again = await SshEntries.open(path)
  expect(again.all).toEqual([{ id: box.id, host: 'box' }, other])
  await again.remove(other.id)
  expect((await SshEntries.open(path)).all).toEqual([{ id: box.id, host: 'box' }])
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(await readdir(join(dir, 'state'))).toEqual(['hosts.json'])
})

test.each([
  ['no JSON', '{"version": 1, "hos'],
  ['another version', '{"version": 2, "hosts": []}'],
  ['an entry that ssh would take for an option', '{"version":1,"hosts":[{"id":"a","host":"-x"}]}'],
])('a file that is not ours is laid aside, and that is said: %s', async (_what, text) => {
  await (await SshEntries.open(path)).add({ host: 'box' })
  await writeFile(path, text)
  const entries = await SshEntries.open(path)
  expect(entries.all).toEqual([])
  const aside = (await readdir(join(dir, 'state'))).map((name) => join(dir, 'state', name))
  expect(aside).toHaveLength(1)
  expect(entries.problem).toContain(aside[0])
  expect(await readFile(aside[0] ?? '', 'utf8')).toBe(text)
  await entries.add({ host: 'new' })
  expect((await SshEntries.open(path)).all).toMatchObject([{ host: 'new' }])
})

test('nothing is lost where several are added at once, or by two that share the file', async () => {
  const [one, two] = [await SshEntries.open(path), await SshEntries.open(path)]
  await Promise.all(['a', 'b', 'c'].map((host) => one.add({ host })))
  await two.add({ host: 'd' })
  const hosts = (await SshEntries.open(path)).all.map(({ host }) => host)
  expect(hosts).toEqual(['a', 'b', 'c', 'd'])
})

test('what could not be written is not there', async () => {
  const entries = await SshEntries.open(path)
  await writeFile(join(dir, 'state'), 'a file in the folder’s place')
  await expect(entries.add({ host: 'box' })).rejects.toThrow()
  expect(entries.all).toEqual([])
})
