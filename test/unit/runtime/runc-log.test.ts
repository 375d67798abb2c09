import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  inRuncWords,
  lastLoggedError,
  logOffset,
} from '../../../electron/engine/runtime/runc-log.ts'
import { RuncibleError } from '../../../shared/errors.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-'))
  path = join(folder, 'runc.log')
})
afterEach(() => rmSync(folder, { recursive: true }))

const line = (level: string, msg: string) => `${JSON.stringify({ level, msg, time: 'now' })}\n`
const failure = () =>
  new RuncibleError('runtime-failed', 'runc failed with exit code 1', {
    command: ['runc', 'start', 'x'],
    exitCode: 1,
    said: 'printed',
  })

test('the last line of level error, and only what was written since', async () => {
  expect(logOffset(path)).toBe(0)
  writeFileSync(path, line('error', 'old'))
  const offset = logOffset(path)
  expect(await lastLoggedError(path, offset)).toBe('')
  appendFileSync(path, line('error', 'first') + line('warning', 'no') + line('error', ' second '))
  appendFileSync(path, 'no json\n{"level":"error"}\n[1]\n"text"\nnull\n')
  expect(await lastLoggedError(path, offset)).toBe('second')
})

test('a log that was begun afresh meanwhile has nothing of ours', async () => {
  writeFileSync(path, line('error', 'short'))
  expect(await lastLoggedError(path, 10_000)).toBe('')
})

test('of an endless log the end is read', async () => {
  writeFileSync(path, line('info', 'x'.repeat(1000)).repeat(3000) + line('error', 'the end'))
  expect(await lastLoggedError(path, 0)).toBe('the end')
})

test('containerd’s words, with command and exit code kept', async () => {
  writeFileSync(path, line('error', 'logged'))
  const error = await inRuncWords('OCI runtime start failed', failure(), { path, offset: 0 })
  expect(error).toMatchObject({
    code: 'runtime-failed',
    message: 'OCI runtime start failed: logged',
    details: { command: ['runc', 'start', 'x'], exitCode: 1, said: 'logged' },
  })
})

test('nothing logged: what was printed; no log: that too', async () => {
  writeFileSync(path, '')
  const log = { path, offset: 0 }
  expect(await inRuncWords('it failed', failure(), log, 'restore-failed')).toMatchObject({
    code: 'restore-failed',
    message: 'it failed: printed',
  })
  const gone = { path: join(folder, 'gone'), offset: 0 }
  expect(await inRuncWords('it failed', failure(), gone)).toMatchObject({
    message: expect.stringMatching(
      /^it failed: unable to retrieve OCI runtime error \(ENOENT.*\): printed$/,
    ),
  })
})

test('without a cgroup of one’s own, on v1 and v2: what helps is said', async () => {
  for (const said of [
    'cannot toggle freezer: cgroups not configured for container',
    'freezer not supported: openat2 /sys/fs/cgroup/c/cgroup.freeze: no such file or directory',
  ]) {
    const failure = new RuncibleError('runtime-failed', 'runc failed', { said })
    const log = { path: '/nonexistent/runc.log', offset: 0 }
    expect(await inRuncWords('OCI runtime pause failed', failure, log)).toMatchObject({
      details: { hint: expect.stringContaining('run Runcible as root') },
    })
  }
})

test('what is no failure of runc stays what it is', async () => {
  const log = { path, offset: 0 }
  for (const error of [new RuncibleError('cancelled', 'c'), new RuncibleError('timeout', 't'), 3]) {
    expect(await inRuncWords('it failed', error, log)).toBe(error)
  }
})
