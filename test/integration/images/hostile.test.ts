import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { which } from '../../../electron/engine/runtime/which.ts'
import type { WireError } from '../../../shared/errors.ts'
import {
  blobIn,
  busyboxLayer,
  type Made,
  makeLayout,
  type Packed,
  sha256,
} from '../../support/images.ts'
import { type Entry, tar } from '../../support/tar.ts'
import {
  failure,
  names,
  ref,
  TestEngine,
  skipReason as withoutEngine,
} from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { Viewer } from '../../support/viewer.ts'

const missing = (
  await Promise.all(['skopeo', 'umoci'].map(async (name) => ((await which(name)) ? [] : [name])))
).flat()
const skipReason = withoutEngine || (missing.length > 0 ? `lacks ${missing.join(', ')}` : '')
const GIB = 1024 ** 3

let engine: TestEngine
const place = (...parts: string[]) => engine.place.path(...parts)
const images = (...parts: string[]) => join(engine.place.folders.state, 'images', ...parts)
const bring = (path: string) =>
  engine.call('images.import', { source: { kind: 'path', path }, name: 'it' })

/** What no image may reach: the host's own users, and what lies beside its source. */
const outside = () => {
  const { nlink, mtimeMs, ctimeMs, size } = statSync('/etc/shadow')
  return {
    shadow: { nlink, mtimeMs, ctimeMs, size },
    names: [place(), place('beside')].map((dir) => names(dir).sort()),
    secret: readFileSync(place('beside/secret'), 'utf8'),
  }
}
let before: ReturnType<typeof outside>
beforeEach(async () => {
  engine = await TestEngine.open()
  spawnSync('mkdir', [place('beside'), place('layout')])
  writeFileSync(place('beside/secret'), 'kept')
  before = outside()
})
afterEach(() => engine.clear())

const small: Made = { layers: [[{ name: 'file', content: 'x' }]] }
const layer = (...entries: Entry[]): Made => ({ layers: [[{ name: 'first' }], entries] })
const lay = (made: Made) => makeLayout(place('layout'), { it: made })
const readJson = (path: string) => JSON.parse(readFileSync(path, 'utf8'))
const manifestOf = (layout: string) => {
  const { digest } = readJson(join(layout, 'index.json')).manifests[0]
  return { digest, path: blobIn(layout, digest), manifest: readJson(blobIn(layout, digest)) }
}
/** Writes another manifest under a digest of its own, and has the index name it. */
function putManifest(layout: string, value: unknown): string {
  const text = JSON.stringify(value)
  const index = readJson(join(layout, 'index.json'))
  writeFileSync(blobIn(layout, sha256(text)), text)
  Object.assign(index.manifests[0], { digest: sha256(text), size: text.length })
  writeFileSync(join(layout, 'index.json'), JSON.stringify(index))
  return sha256(text)
}
const fifo = (path: string) => {
  rmSync(path)
  spawnSync('mkfifo', [path])
}

/** Refused as `wanted` says, in a sentence of a length that can be read; nothing is left and nothing outside was touched. */
async function refused(wanted: Partial<WireError>, path = place('layout')): Promise<WireError> {
  const wrong = await failure(bring(path))
  expect(wrong).toMatchObject(wanted)
  expect(wrong.message.length).toBeLessThan(400)
  expect(await engine.call('images.list', {})).toEqual([])
  expect(names(images())).toEqual(['blobs'])
  expect(outside()).toEqual(before)
  return wrong
}
const says = (text: string) => ({
  code: 'invalid-input' as const,
  message: expect.stringContaining(text),
})

describe('a hostile image is refused, and nothing of it is left:', unless(skipReason), () => {
  test.each<[string, Made, Partial<WireError>]>([
    [
      'a hard link to a file of the host',
      layer({ name: 'l', type: '1', link: '/etc/shadow' }),
      { code: 'runtime-failed', said: expect.stringContaining('no such file') },
    ],
    [
      'one through a link that leads there',
      layer({ name: 'e', type: '2', link: '/etc' }, { name: 'l', type: '1', link: 'e/shadow' }),
      { code: 'runtime-failed' },
    ],
    ['what hides the folder above the image', layer({ name: '.wh...' }), says('hides the folder')],
    ['what hides the root folder', layer({ name: './.wh..' }), says('hides the folder')],
    ['what hides a folder without a name', layer({ name: 'a/.wh.' }), says('hides the folder')],
    [
      'a file below a file',
      layer({ name: 'first/second', content: 'x' }),
      { code: 'runtime-failed' },
    ],
    [
      'the root folder as a file',
      layer({ name: './', type: '0', content: 'x' }),
      { code: 'invalid-input' },
    ],
    ['zeros that gzip hides', { layers: [zeros(3)] }, says('200 times')],
    ['fifty files of 1 GiB in their headers', layer(...sparse(50)), says('a SparseFile')],
    [
      'a history without an end',
      { ...small, top: { history: Array(2000).fill({ created_by: 'x' }) } },
      says('config'),
    ],
    ['a user without an end', { ...small, config: { User: 'u'.repeat(1000) } }, says('config')],
    [
      'more layers in the config than there are',
      { ...small, top: { rootfs: { type: 'layers', diff_ids: [sha256('a'), sha256('b')] } } },
      { code: 'invalid-input' },
    ],
    [
      'another system',
      { ...small, top: { os: 'plan9' } },
      { code: 'unsupported', message: 'the image is for plan9, not for Linux' },
    ],
  ])('%s', async (_what, made, wanted) => {
    lay(made)
    await refused(wanted)
  })

  test('a manifest, a config or a layer that is not what its digest says, is no file, or not there', async () => {
    for (const which of ['manifest', 'config', 'layer'] as const) {
      for (const spoil of [
        (path: string) => writeFileSync(path, `${readFileSync(path, 'latin1')} `, 'latin1'),
        fifo,
        (path: string) => rmSync(path),
      ]) {
        rmSync(place('layout'), { recursive: true })
        const { digest, manifest } = manifestOf(lay(small))
        const digests = {
          manifest: digest,
          config: manifest.config.digest,
          layer: manifest.layers[0].digest,
        }
        spoil(blobIn(place('layout'), digests[which]))
        await refused({ code: 'invalid-input' })
      }
    }
  })

  test('thousands of layers, and annotations of 50 MB, in the manifest and in the index', async () => {
    const { manifest } = manifestOf(lay(small))
    putManifest(place('layout'), { ...manifest, layers: Array(5000).fill(manifest.layers[0]) })
    await refused(says('layers'))
    const annotations = { a: 'x'.repeat(50_000_000) }
    putManifest(place('layout'), { ...manifest, annotations })
    await refused(says('longer than'))
    const index = readJson(join(place('layout'), 'index.json'))
    writeFileSync(join(place('layout'), 'index.json'), JSON.stringify({ ...index, annotations }))
    await refused(says('longer than'))
    fifo(join(place('layout'), 'index.json'))
    await refused(says('no file'))
  })

  test('indexes of indexes without an end', async () => {
    lay(small)
    const platform = { os: 'linux', architecture: 'amd64' }
    const mediaType = 'application/vnd.oci.image.index.v1+json'
    for (let depth = 0; depth < 100; depth++) {
      const inner = readJson(join(place('layout'), 'index.json')).manifests[0]
      const { annotations: _name, ...descriptor } = inner
      putManifest(place('layout'), {
        schemaVersion: 2,
        mediaType,
        manifests: [{ ...descriptor, platform }],
      })
      const index = readJson(join(place('layout'), 'index.json'))
      index.manifests[0].mediaType = mediaType
      writeFileSync(join(place('layout'), 'index.json'), JSON.stringify(index))
    }
    await refused({})
  })
})

describe('what looks hostile and is none, works:', unless(skipReason), () => {
  test('devices that cannot be opened, set-user-id bits, names that are told as they are', async () => {
    const layout = lay({
      layers: [
        await busyboxLayer(),
        [
          { name: 'disk', type: '4', device: [254, 0], mode: 0o666 },
          { name: 'mem', type: '3', device: [1, 1], mode: 0o666 },
          { name: 'asroot', content: 'x', mode: 0o4755 },
          { name: '\u001b[31mred', content: 'x' },
          { name: '.wh..wh.aufs' },
          { name: '/absolute/name', content: 'inside' },
        ],
      ],
      config: { User: 'web' },
    })
    const image = await bring(layout)
    const rootfs = images(image.id.slice(7), 'bundle/rootfs')
    expect(statSync(join(rootfs, 'disk')).isBlockDevice()).toBe(true)
    expect(statSync(join(rootfs, 'asroot')).mode & 0o7777).toBe(0o4755)
    expect(statSync(images()).mode & 0o077).toBe(0)
    expect(readFileSync(join(rootfs, 'absolute/name'), 'utf8')).toBe('inside')
    const trial = 'busybox head -c1 /disk; busybox head -c1 /mem; echo /*red'
    await engine.create('c', {
      source: { kind: 'image', image: image.id },
      process: { args: ['/bin/sh', '-c', `exec 2>&1; ${trial}; echo over`], terminal: false },
      stdin: 'none',
    })
    const viewer = await Viewer.open(engine.client, { kind: 'init', ...ref('c') })
    await engine.call('containers.start', ref('c'))
    await viewer.shows('over')
    viewer.close()
    expect(viewer.text.split('\n').map((line) => line.trim())).toEqual([
      'head: /disk: Permission denied',
      'head: /mem: Permission denied',
      '/\u001b[31mred',
      'over',
      '',
    ])
  })

  test('a layout whose blobs lie elsewhere, and an image of several platforms', async () => {
    const layout = lay(small)
    spawnSync('mv', [join(layout, 'blobs'), place('moved')])
    symlinkSync(place('moved'), join(layout, 'blobs'))
    const first = await bring(layout)
    const { digest, manifest } = manifestOf(layout)
    const size = statSync(blobIn(layout, digest)).size
    const mediaType = 'application/vnd.oci.image.manifest.v1+json'
    const others = ['arm64', 'amd64'].map((architecture) => ({
      mediaType,
      digest: architecture === 'amd64' ? digest : sha256('another'),
      size,
      platform: { os: 'linux', architecture },
    }))
    putManifest(layout, { schemaVersion: 2, mediaType: INDEX, manifests: others })
    const index = readJson(join(layout, 'index.json'))
    index.manifests[0].mediaType = INDEX
    writeFileSync(join(layout, 'index.json'), JSON.stringify(index))
    await engine.call('images.remove', { image: first.id })
    expect(await bring(layout)).toMatchObject({
      id: first.id,
      layers: [{ digest: manifest.layers[0].digest }],
    })
  })
})

const INDEX = 'application/vnd.oci.image.index.v1+json'

/** A layer of so many GiB of zeros in one file; of what gzip makes of them the same part is written again and again. */
function zeros(gib: number): Packed {
  const head = tar([{ name: 'zeros', size: gib * GIB }]).subarray(0, 512)
  const part = Buffer.alloc(64 * 1024 ** 2)
  const parts = Array((gib * GIB) / part.length).fill(gzipSync(part))
  return { packed: Buffer.concat([gzipSync(head), ...parts]) }
}

function sparse(files: number): Entry[] {
  return Array.from({ length: files }, (_, at) => ({
    name: `${at}`,
    type: 'S',
    content: '',
    realSize: GIB,
  }))
}
