import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { acquireLock } from '../../../electron/engine/lock.ts'
import { processStartTime } from '../../../electron/engine/runtime/proc.ts'

let dir: string
let path: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'runcible-lock-'))
  path = join(dir, 'lock')
})
afterEach(() => rm(dir, { recursive: true }))

test('a second engine is refused, with the pid of the first', async () => {
  await acquireLock(path)
  await expect(acquireLock(path)).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining(`pid ${process.pid}`),
  })
})

test('released, it can be taken again, and nothing lies about', async () => {
  const lock = await acquireLock(path)
  await lock.release()
  await (await acquireLock(path)).release()
  expect(await readdir(dir)).toEqual([])
})

test.each([
  ['of a process that is gone', { pid: 4_194_303, startTime: 1 }],
  [
    'of a pid that another process has now',
    { pid: process.pid, startTime: (processStartTime(process.pid) ?? 0) + 1 },
  ],
])('a lock %s holds nothing', async (_what, holder) => {
  await writeFile(path, JSON.stringify(holder))
  await (await acquireLock(path)).release()
})

test('a lock that cannot be read holds nothing', async () => {
  await writeFile(path, '{')
  await (await acquireLock(path)).release()
})
