import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { removeAbandonedCache } from '../../../electron/engine/runtime/criu-cache.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'criu-cache-'))
  path = join(folder, 'criu.kdat.tmp')
})
afterEach(() => rmSync(folder, { recursive: true }))

it('removes what a CRIU left long ago, and nothing that one may be writing', async () => {
  await removeAbandonedCache(path)
  writeFileSync(path, '')
  await removeAbandonedCache(path)
  expect(existsSync(path)).toBe(true)
  const before = Date.now() / 1000 - 60
  utimesSync(path, before, before)
  await removeAbandonedCache(path)
  expect(existsSync(path)).toBe(false)
})
