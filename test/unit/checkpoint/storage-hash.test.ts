import { createHash, randomBytes } from 'node:crypto'
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { hashGrowing, hashOf } from '../../../electron/engine/checkpoint/storage/hash.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'runcible-hash-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

const pieces = [1, 300_000, 262_144].map((size) => randomBytes(size))
const right = createHash('sha256').update(Buffer.concat(pieces)).digest('hex')

test('of a file as it is, and of one that comes late and still grows', async () => {
  const path = join(dir, 'a')
  const written = (async () => {
    for (const piece of pieces) {
      await sleep(12)
      appendFileSync(path, piece)
    }
  })()
  const told: number[] = []
  expect(await hashGrowing(path, written, { tell: (bytes) => told.push(bytes) })).toBe(right)
  expect(told.at(-1)).toBe(562_145)
  expect(await hashOf(path)).toBe(right)
})

test('what its writer throws is thrown, whether there is a file or not', async () => {
  const fails = () => sleep(10).then(() => Promise.reject(new Error('full')))
  await expect(hashGrowing(join(dir, 'none'), fails())).rejects.toThrow('full')
  writeFileSync(join(dir, 'half'), 'half')
  await expect(hashGrowing(join(dir, 'half'), fails())).rejects.toThrow('full')
  await expect(hashOf(join(dir, 'none'))).rejects.toThrow('ENOENT')
})

test('it is broken off', async () => {
  writeFileSync(join(dir, 'a'), pieces[1] as Buffer)
  const signal = AbortSignal.abort()
  await expect(hashOf(join(dir, 'a'), { signal })).rejects.toThrow('aborted')
})
