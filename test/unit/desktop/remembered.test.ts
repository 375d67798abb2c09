import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Memory } from '../../../electron/desktop/remembered.ts'

let dir: string
let file: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'runcible-memory-'))
  file = join(dir, 'state/desktop.json')
})
afterEach(() => rm(dir, { recursive: true }))

const place = { x: 1, y: 2, width: 900, height: 600, maximized: true }

test('what was kept is there at the next start, each part by itself', async () => {
  const memory = await Memory.open(file)
  expect(memory.kept).toEqual({ place: null, quietFarewell: false })
  await memory.keep({ place })
  await memory.keep({ quietFarewell: true })
  expect((await Memory.open(file)).kept).toEqual({ place, quietFarewell: true })
  expect(await readdir(join(dir, 'state'))).toEqual(['desktop.json'])
})

test.each([
  ['no JSON', '{'],
  ['something else', '[]'],
  ['a place that is none', JSON.stringify({ place: { ...place, width: -1 } })],
  ['a place beyond every display', JSON.stringify({ place: { ...place, x: 1e9 } })],
  ['half a pixel', JSON.stringify({ place: { ...place, y: 0.5 } })],
])('a bad file holds nothing: %s', async (_what, text) => {
  file = join(dir, 'desktop.json')
  await writeFile(file, text)
  expect((await Memory.open(file)).kept).toEqual({ place: null, quietFarewell: false })
})

test('a bad part takes no other with it', async () => {
  file = join(dir, 'desktop.json')
  await writeFile(file, JSON.stringify({ place: 'left', quietFarewell: true }))
  expect((await Memory.open(file)).kept).toEqual({ place: null, quietFarewell: true })
})

test('where it cannot be written the program goes on', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => {})
  await writeFile(join(dir, 'state'), 'a file where the folder should be')
  const memory = await Memory.open(file)
  await memory.keep({ quietFarewell: true })
  expect(memory.kept.quietFarewell).toBe(true)
  expect(said).toHaveBeenCalledOnce()
  said.mockRestore()
})
