import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { rebuild } from '../../../electron/engine/checkpoint/storage/bring-back.ts'
import { chooseBase } from '../../../electron/engine/checkpoint/storage/choice.ts'
import { NothingGained } from '../../../electron/engine/checkpoint/storage/refusals.ts'
import { Shelf } from '../../../electron/engine/checkpoint/storage/shelf.ts'
import { StoreKeeper } from '../../../electron/engine/checkpoint/storage/store-keeper.ts'
import { RuncibleError } from '../../../shared/errors.ts'
import type { Checkpoint } from '../../../shared/model.ts'
import { checkpoint } from '../../contract/samples/models.ts'

const PAGES = 'pages-1.img'
/** Large enough to be stored. */
const BYTES = 4 * 1024 ** 2

let dir: string
let ids: string[]
let shelf: Shelf
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'runcible-shelf-'))
  ids = []
  shelf = new Shelf({ list: () => ids.map(get), has: (id) => ids.includes(id), get, files }, 'boot')
})
afterEach(() => rmSync(dir, { recursive: true }))

const files = (id: string) => ({ dir: join(dir, id), images: join(dir, id, 'images') })
const get = (id: string): Checkpoint => ({
  ...checkpoint,
  id,
  name: id.toUpperCase(),
  imagePath: files(id).images,
  createdAt: new Date(ids.indexOf(id)).toISOString(),
  options: { ...checkpoint.options, parent: undefined },
})
const difference = (id: string, base: string) =>
  join(files(id).dir, 'differences', `${PAGES}.to.${base}`)

interface Made {
  image?: boolean
  base?: string
  record?: string
}

/** A moment on the disk; with `base` stored as a difference to that, its image there or not. */
function make(id: string, { image = true, base, record }: Made = {}): void {
  ids.push(id)
  mkdirSync(files(id).images, { recursive: true })
  if (image) writeFileSync(join(files(id).images, PAGES), Buffer.alloc(BYTES))
  const file = { name: PAGES, bytes: BYTES, sha256: 'a'.repeat(64), difference: 9 }
  const stored = base ? { base, files: [file] } : null
  if (base) {
    mkdirSync(join(files(id).dir, 'differences'))
    writeFileSync(difference(id, base), 'different')
    writeFileSync(join(files(id).dir, 'differences', 'brought-back-in'), 'boot')
  }
  const text = record ?? JSON.stringify({ version: 1, stays: null, stored })
  if (text) writeFileSync(join(files(id).dir, 'storage.json'), text)
}

async function load(): Promise<string[]> {
  const said: string[] = []
  await shelf.load((text) => said.push(text))
  return said
}

describe('a moment of which it cannot be told how it is kept', () => {
  test.each([
    ['its record cannot be read', { record: '{"version"' }, /storage.json is not as Runcible/],
    ['its record is of a later version', { record: '{"version":2}' }, /is not as Runcible wrote/],
    ['its record is gone, and its image', { record: '' }, /only as a difference, and no record/],
    [
      'its record tells of no difference',
      { record: '{"version":1,"stays":null,"stored":null}' },
      /no record/,
    ],
  ])('%s: said, and nothing that it may need goes', async (_, made, why) => {
    make('base')
    make('a', { image: false, base: 'base', ...made })
    make('b')
    const said = await load()
    expect(said).toHaveLength(1)
    expect(said[0]).toMatch(/^how the memory of “A” is kept cannot be told: /)
    expect(said[0]).toMatch(why)
    expect(() => shelf.requireTold('a')).toThrow(said[0])
    expect(() => shelf.requireUnneeded('base')).toThrow(/“BASE” is not deleted: “A” may be stored/)
    expect(() => shelf.requireUnneeded('b')).not.toThrow()
    const kept = { version: 1, stays: null, stored: null } as const
    await expect(shelf.write('a', kept)).rejects.toThrow('cannot be told')
    await expect(shelf.sweep('a')).rejects.toThrow('cannot be told')
    expect(existsSync(difference('a', 'base'))).toBe(true)
    // Neither is stored, nor what it needs; and nothing against it.
    const held = shelf.held()
    expect(held.map(({ stays }) => stays !== null)).toEqual([true, true, false])
    const b = held.find(({ id }) => id === 'b')
    expect(b && chooseBase(b, held)).toBe('base')
  })

  test('its differences cannot be listed: what its record names stays', async () => {
    make('base')
    make('a', { base: 'base' })
    rmSync(join(files('a').dir, 'differences'), { recursive: true })
    writeFileSync(join(files('a').dir, 'differences'), '')
    expect((await load())[0]).toMatch(/“A” is kept cannot be told: ENOTDIR/)
    expect(() => shelf.requireUnneeded('base')).toThrow(/“BASE” is not deleted: “A” may be stored/)
  })

  test('one that is a difference to it does not come back out of an image that is not there', async () => {
    make('base')
    make('a', { image: false, base: 'base', record: '{' })
    make('b', { image: false, base: 'a' })
    await load()
    const [file] = shelf.missing('b')
    if (!file) throw new Error('it is stored')
    const work = {
      rdiff: 'rdiff',
      signal: new AbortController().signal,
      standBack: null,
      tell() {},
    }
    const back = rebuild(shelf, { id: 'b', file, to: join(dir, 'to') }, work, () => {})
    await expect(back).rejects.toThrow('how the memory of “A” is kept cannot be told')
  })

  test('so are those whose base is gone, or a difference to themselves, or whose difference is', async () => {
    make('a', { image: false, base: 'b' })
    make('b', { image: false, base: 'a' })
    make('c', { image: false, base: 'nobody' })
    make('base')
    make('d', { image: false, base: 'base' })
    rmSync(difference('d', 'base'))
    expect((await load()).map((text) => /“(.)”/.exec(text)?.[1]).sort()).toEqual([
      'A',
      'B',
      'C',
      'D',
    ])
  })
})

describe('how long a moment takes to come back', () => {
  test('is counted down to the first image that is there', async () => {
    make('a', { image: false, base: 'b' })
    make('b', { image: false, base: 'c' })
    make('c', { image: false, base: 'd' })
    make('d')
    await load()
    expect(['a', 'b', 'c', 'd'].map(shelf.bytesToWrite)).toEqual([3 * BYTES, 2 * BYTES, BYTES, 0])
    expect(shelf.chain('a', PAGES)).toEqual({ over: ['a', 'b', 'c'], from: 'd' })
    expect(shelf.above('c')).toEqual(['b', 'a'])
    // Brought back, and a difference still.
    writeFileSync(join(files('b').images, PAGES), Buffer.alloc(BYTES))
    await shelf.read('b')
    expect(['a', 'b', 'c'].map(shelf.bytesToWrite)).toEqual([BYTES, 0, BYTES])
  })
})

test('a look for what is new leaves what is under way alone', async () => {
  make('a')
  await load()
  make('b')
  const { dir: work } = await shelf.workFolder('b')
  await shelf.refresh()
  expect(existsSync(work)).toBe(true)
  expect(shelf.pages('b')).toEqual([{ name: PAGES, bytes: BYTES }])
})

test('where nothing is gained, that is written down; what else failed is not, whatever it says', async () => {
  make('a')
  make('b')
  await load()
  const keeper = new StoreKeeper(async () => false, { note() {} })
  const nothing = new NothingGained('A', 'B')
  await keeper.failed(shelf, 'b', new RuncibleError('internal', nothing.message))
  expect(shelf.record('b').stays).toBe(null)
  await keeper.failed(shelf, 'a', nothing)
  expect(shelf.record('a').stays).toBe('no gain')
})
