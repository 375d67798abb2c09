import { appendFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Journal } from '../../../electron/engine/journal.ts'
import { run } from '../../../electron/engine/runtime/run.ts'
import { RuncibleError } from '../../../shared/errors.ts'
import type { JournalEntry } from '../../../shared/model.ts'

let dir: string
let path: string
const heard: JournalEntry[] = []
const opened: Journal[] = []
async function open(): Promise<Journal> {
  const journal = await Journal.open(path, (entry) => heard.push(entry))
  opened.push(journal)
  return journal
}
const shell = { namespace: 'default', id: 'shell-1' }

/** Entries are told at the end of a turn of the event loop. */
const turn = () => new Promise((resolve) => setImmediate(resolve))

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'runcible-journal-'))
  path = join(dir, 'state', 'journal.jsonl')
  heard.length = 0
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map((journal) => journal.close()))
  await rm(dir, { recursive: true })
})

test('an entry holds the action, its commands in order, and how long it took', async () => {
  const journal = await open()
  await journal.record('start', shell, async () => {
    await run(['true'])
    await run(['echo', 'two words'])
  })
  await turn()
  expect(heard).toHaveLength(1)
  expect(heard[0]).toMatchObject({ action: 'start', container: shell, error: null })
  expect(heard[0]?.commands.map(({ argv }) => argv)).toEqual([['true'], ['echo', 'two words']])
  expect(heard[0]?.durationMs).toBeGreaterThan(0)
})

test('a failure is thrown on and written down in its own words', async () => {
  const journal = await open()
  const failure = new RuncibleError('runtime-failed', 'OCI runtime start failed: no', {
    hint: 'mend it',
  })
  await expect(journal.record('start', shell, () => Promise.reject(failure))).rejects.toBe(failure)
  await turn()
  expect(heard[0]?.error).toEqual({
    code: 'runtime-failed',
    message: 'OCI runtime start failed: no',
    hint: 'mend it',
  })
})

test('two actions at once keep their commands apart', async () => {
  const journal = await open()
  await Promise.all([
    journal.record('one', shell, async () => void (await run(['echo', '1']))),
    journal.record('two', shell, async () => void (await run(['echo', '2']))),
  ])
  await turn()
  const commands = Object.fromEntries(
    heard.map(({ action, commands }) => [action, commands.map(({ argv }) => argv[1])]),
  )
  expect(commands).toEqual({ one: ['1'], two: ['2'] })
})

test('what was written is there after a restart, also behind a line that a crash cut off', async () => {
  const first = await open()
  first.note('exited', shell, 'exit code 0')
  await first.close()
  await appendFile(path, '{"seq":1,"at":"20')
  const second = await open()
  second.note('exited', shell, 'exit code 1')
  await second.close()
  const third = await open()
  expect(third.list({ limit: 10 }).map(({ seq, note }) => [seq, note])).toEqual([
    [0, 'exit code 0'],
    [1, 'exit code 1'],
  ])
})

test('only its owner reads it', async () => {
  const journal = await open()
  journal.note('exited', shell, 'exit code 0')
  await journal.close()
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(await readFile(path, 'utf8')).toContain('"exit code 0"')
})

test('a list is of one container, before an entry, at most so many, oldest first', async () => {
  const journal = await open()
  for (let i = 0; i < 6; i++) journal.note('n', i % 2 ? shell : null, String(i))
  const notes = (query: Parameters<Journal['list']>[0]) =>
    journal.list(query).map(({ note }) => note)
  expect(notes({ limit: 2 })).toEqual(['4', '5'])
  expect(notes({ limit: 2, container: shell })).toEqual(['3', '5'])
  expect(notes({ limit: 2, before: 3 })).toEqual(['1', '2'])
})
