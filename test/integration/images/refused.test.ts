import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { blobIn, type Made, makeLayout, sha256 } from '../../support/images.ts'
import { type Entry, tar } from '../../support/tar.ts'
import { failure, names } from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import {
  blobs,
  bring,
  folders,
  list,
  path,
  place,
  skipReason,
  small,
  withEngine,
} from './import-rig.ts'

withEngine()

describe('what is refused leaves nothing', unless(skipReason), () => {
  const refuse = async (made: Made, spoil: (layout: string) => void = () => {}) => {
    const layout = makeLayout(place('layout'), { bad: made })
    spoil(layout)
    const wrong = await failure(bring(path(layout)))
    expect([await list(), folders(), blobs()]).toEqual([[], [], []])
    return wrong
  }

  test.each<[string, Entry]>([
    ['a name that leads out', { name: '../../../../../../tmp/runcible-evil', content: 'x' }],
    ['a hard link that leads out', { name: 'link', type: '1', link: '../../etc/shadow' }],
    [
      'a long name that leads out, whose length is wrong',
      { name: 'pax', type: 'x', content: '31 path=../../tmp/runcible-evil\n' },
    ],
  ])('%s', async (_what, entry) => {
    const wrong = await refuse({ layers: [[{ name: 'file', content: 'x' }, entry, { name: 'b' }]] })
    expect(wrong).toMatchObject({ code: 'invalid-input' })
    expect(wrong.message).toContain('leads out of its folder')
    expect(existsSync('/tmp/runcible-evil')).toBe(false)
  })

  test('a sparse file of 50 GB', async () => {
    const wrong = await refuse({
      layers: [
        [
          { name: 'pax', type: 'x', content: '35 GNU.sparse.realsize=53687091200\n' },
          { name: 'huge', content: 'x' },
        ],
      ],
    })
    expect(wrong.message).toBe('the image comes to more than 32 GiB unpacked')
    const old = await refuse({
      layers: [[{ name: 'huge', type: 'S', content: '', realSize: 50 * 1024 ** 3 }]],
    })
    expect(old.message).toContain('it holds a SparseFile, which no such archive does')
  })

  test('a layer that is not what its digest says', async () => {
    const wrong = await refuse(small('x'), (layout) => {
      const { manifests } = JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8'))
      const manifest = JSON.parse(readFileSync(blobIn(layout, manifests[0].digest), 'utf8'))
      writeFileSync(blobIn(layout, manifest.layers[0].digest), tar([{ name: 'other' }]))
    })
    expect(wrong).toMatchObject({
      code: 'invalid-input',
      message: 'a part of the image is not what its digest says',
    })
  })

  test('contents that are not what the config says', async () => {
    const top = { rootfs: { type: 'layers', diff_ids: [sha256('something else')] } }
    const wrong = await refuse({ ...small('x'), top })
    expect(wrong.message).toBe('a part of the image is not what its digest says')
  })

  test('a config with a million entries', async () => {
    const wrong = await refuse({
      ...small('x'),
      config: { Env: Array.from({ length: 1_000_000 }, (_, at) => `A${at}=b`) },
    })
    expect(wrong).toMatchObject({ code: 'invalid-input' })
    expect(wrong.message).toContain('config')
  })

  test('a layer that is no tar, and one that this umoci cannot unpack', async () => {
    expect((await refuse({ layers: [randomBytes(4096)] })).message).toContain('is no tar')
    const xz = await refuse({ ...small('x'), packing: 'unknown' })
    expect(xz).toMatchObject({ code: 'unsupported' })
  })

  test('what is no image, and what is not there', async () => {
    mkdirSync(place('empty'))
    writeFileSync(place('text'), 'no archive')
    for (const [name, code] of [
      ['empty', 'invalid-input'],
      ['text', 'invalid-input'],
      ['nowhere', 'not-found'],
    ] as const) {
      expect(await failure(bring(path(place(name))))).toMatchObject({ code, field: 'source.path' })
    }
    expect(folders()).toEqual([])
  })

  test('a link and a file through it stay inside the image', async () => {
    const layout = makeLayout(place('layout'), {
      sly: {
        layers: [
          [
            { name: 'way', type: '2', link: place('target') },
            { name: 'way/file', content: 'x' },
          ],
        ],
      },
    })
    mkdirSync(place('target'))
    await bring(path(layout))
    expect(names(place('target'))).toEqual([])
  })
})
