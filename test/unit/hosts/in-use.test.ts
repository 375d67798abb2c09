import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { InUse } from '../../../electron/hosts/in-use.ts'

let dir: string
let path: string
beforeEach(() => {
  dir = mkdtempSync('/tmp/runcible-in-use-')
  path = join(dir, 'state/hosts-in-use.json')
})
afterEach(() => rmSync(dir, { recursive: true }))

const hosts = () => JSON.parse(readFileSync(path, 'utf8')).hosts

test('what is kept is there the next time, for its user alone', async () => {
  const first = await InUse.open(path)
  await Promise.all([first.keep('root'), first.keep('ssh-1'), first.keep('ssh-1')])
  expect(statSync(path).mode & 0o777).toBe(0o600)
  const second = await InUse.open(path)
  expect(['root', 'ssh-1', 'ssh-2'].map((host) => second.has(host))).toEqual([true, true, false])
  await second.drop('root')
  expect(hosts()).toEqual(['ssh-1'])
})

test('two that write to one file lose nothing of each other', async () => {
  const [one, other] = [await InUse.open(path), await InUse.open(path)]
  await one.keep('root')
  await other.keep('ssh-1')
  expect(hosts()).toEqual(['root', 'ssh-1'])
})

test.each(['{ "version": 1, "hosts": [', '{"version":1,"hosts":["../x"]}', '{"version":2}', '7'])(
  'a bad file names none: %s',
  async (text) => {
    await (await InUse.open(path)).keep('root')
    writeFileSync(path, text)
    const kept = await InUse.open(path)
    expect(kept.has('root')).toBe(false)
    await kept.keep('ssh-1')
    expect(hosts()).toEqual(['ssh-1'])
  },
)

test('where nothing can be written, it says so and goes on', async () => {
  writeFileSync(join(dir, 'state'), '')
  const complaints = vi.spyOn(console, 'error').mockImplementation(() => {})
  const kept = await InUse.open(path)
  await kept.keep('root')
  expect(kept.has('root')).toBe(true)
  expect(complaints).toHaveBeenCalledOnce()
  complaints.mockRestore()
})
