import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readFrozenMs } from '../../../electron/engine/checkpoint/stats-dump.ts'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'runcible-stats-'))
})
afterAll(() => rm(dir, { recursive: true }))

const read = async (bytes: Buffer) => {
  await writeFile(join(dir, 'stats-dump'), bytes)
  return readFrozenMs(join(dir, 'stats-dump'))
}

/** Recorded: the file that CRIU 4.2.1 wrote for an idle shell. */
const RECORDED = Buffer.from(
  '4059105506330957240000000a2208f2950610fea405189e0c2095012834300038264000480050085808600068007000',
  'hex',
)

test('the time the processes were frozen and held, out of a recorded file', async () => {
  expect(await read(RECORDED)).toBeCloseTo(101.106 + 86.654, 3)
})

test('what is no such file, or cut off, says nothing', async () => {
  expect(await readFrozenMs(join(dir, 'missing'))).toBeNull()
  expect(await read(Buffer.alloc(0))).toBeNull()
  expect(await read(Buffer.alloc(100, 0xff))).toBeNull()
  for (let end = 0; end < RECORDED.length; end++) {
    const cut = await read(RECORDED.subarray(0, end))
    expect(cut === null || cut >= 0).toBe(true)
  }
})
