import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { watchFolder } from '../../../electron/engine/outgoing/watch-folder.ts'
import type { Progress } from '../../../shared/contract.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'runcible-grows-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

test('nothing at first, then what is there, never more than there is, and nothing once it is stopped', async () => {
  const told: Progress[] = []
  const stop = watchFolder(dir, 'copying', 100_000, (value) => told.push(value))
  expect(told).toEqual([{ phase: 'copying', done: 0, total: 100_000, unit: 'bytes' }])
  writeFileSync(join(dir, 'half'), Buffer.alloc(40_960, 'x'))
  await vi.waitFor(() => expect(told.at(-1)?.done).toBe(40_960))
  writeFileSync(join(dir, 'more'), Buffer.alloc(400_000, 'x'))
  await vi.waitFor(() => expect(told.at(-1)?.done).toBe(100_000))
  stop()
  const { length } = told
  await sleep(600)
  expect(told).toHaveLength(length)
})

test('where nobody knows how much there will be, what is there is told alone; a folder that is not there is empty', async () => {
  const told: Progress[] = []
  const stop = watchFolder(join(dir, 'none'), 'copying', undefined, (value) => told.push(value))
  await vi.waitFor(() => expect(told).toHaveLength(2))
  stop()
  expect(told).toEqual([
    { phase: 'copying', done: 0, unit: 'bytes' },
    { phase: 'copying', done: 0, unit: 'bytes' },
  ])
})
