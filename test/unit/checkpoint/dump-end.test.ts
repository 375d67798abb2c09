import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readDumpEnd } from '../../../electron/engine/checkpoint/dump-end.ts'

let dir = ''
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'runcible-unit-'))
})
afterEach(() => rm(dir, { recursive: true }))

const BEGUN = '(00.000012) Version: 4.2.1\n(00.010000) Seized task 42, state 0\n'

test.each([
  ['whole', '(00.335574) Dumping finished successfully\n'],
  ['pre-dumped', '(00.035574) Pre-dumping finished successfully\n'],
  ['failed', '(00.020000) Error (criu/cr-dump.c:2111): Dumping FAILED.\n'],
  ['failed', '(00.020000) Error (criu/cr-dump.c:1800): Pre-dumping FAILED.\n'],
  ['cut-off', ''],
])('a dump is %s by the last line %j of its log', async (end, line) => {
  const log = join(dir, 'dump.log')
  // So long that only its end is read.
  await writeFile(log, BEGUN.repeat(200) + line)
  expect(await readDumpEnd(log)).toBe(end)
})

test('one without a log did not begin', async () => {
  expect(await readDumpEnd(join(dir, 'dump.log'))).toBeNull()
})
