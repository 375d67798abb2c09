import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { which } from '../../../electron/engine/runtime/which.ts'
import type { Progress } from '../../../shared/contract.ts'
import type { Image } from '../../../shared/model.ts'
import {
  blobIn,
  busyboxLayer,
  type Made,
  makeLayout,
  SECOND_LAYER,
  sha256,
} from '../../support/images.ts'
import { startRegistry, USER } from '../../support/registry.ts'
import { type Entry, tar } from '../../support/tar.ts'
import { failure, names, TestEngine } from '../../support/test-engine.ts'
import { unless, without } from '../../support/unless.ts'

const exec = promisify(execFile)
const programs = {
  skopeo: await which('skopeo'),
  umoci: await which('umoci'),
  busybox: await which('busybox'),
}
const registry = await which('docker-registry')
const zstd = await which('zstd')
const skipReason = without(programs)
const skopeo = (...args: string[]) => exec('skopeo', args)

let engine: TestEngine
beforeEach(async () => {
  engine = await TestEngine.open()
})
afterEach(() => engine.clear())

const place = (...parts: string[]) => engine.place.path(...parts)
const images = (...parts: string[]) => join(engine.place.folders.state, 'images', ...parts)
const path = (path: string, image?: string) => ({
  kind: 'path' as const,
  path,
  ...(image && { image }),
})
const bring = (source: { kind: 'path'; path: string; image?: string }, name?: string) =>
  engine.call('images.import', { source, ...(name && { name }) })
const list = () => engine.call('images.list', {})
const blobs = () => names(images('blobs/sha256')).sort()
const blobsOf = ({ id, manifest, layers }: Image) =>
  [id, manifest, ...layers.map(({ digest }) => digest)].map((digest) => digest.slice(7)).sort()
/** Folders of images, and of what was never one. */
const folders = () => names(images()).filter((name) => name !== 'blobs')

const web = async (): Promise<Made> => ({
  layers: [await busyboxLayer(), SECOND_LAYER],
  config: {
    Entrypoint: ['/bin/sh', '-c'],
    Cmd: ['cat /srv/page'],
    Env: ['GREETING=hi'],
    User: 'web',
    WorkingDir: '/srv',
    StopSignal: 'SIGINT',
    ExposedPorts: { '80/tcp': {} },
    Volumes: { '/data': {} },
  },
})
const small = (content: string): Made => ({ layers: [[{ name: 'file', content }]] })

describe('an image is brought in', unless(skipReason), () => {
  test('from an OCI layout: what it says is told, and its layers are unpacked over each other', async () => {
    const layout = makeLayout(place('layout'), { 'shop:1': await web() })
    const image = await bring(path(layout))
    expect(image).toMatchObject({
      names: ['shop:1'],
      platform: { os: 'linux', architecture: 'amd64' },
      created: '2026-11-24T04:00:00.000Z',
      history: [{ createdBy: 'layer 0' }, { createdBy: 'layer 1' }],
      config: {
        entrypoint: ['/bin/sh', '-c'],
        cmd: ['cat /srv/page'],
        env: ['GREETING=hi'],
        user: 'web',
        workingDir: '/srv',
        stopSignal: 'SIGINT',
        exposedPorts: ['80/tcp'],
        volumes: ['/data'],
      },
      usedBy: [],
    })
    expect(image.layers).toHaveLength(2)
    expect(image.size).toBe(
      [image.id, ...image.layers.map(({ digest }) => digest)]
        .map((digest) => statSync(blobIn(layout, digest)).size)
        .reduce((sum, size) => sum + size),
    )
    const rootfs = images(image.id.slice(7), 'bundle/rootfs')
    expect(names(join(rootfs, 'srv'))).toEqual(['page'])
    expect(names(join(rootfs, 'old'))).toEqual(['three'])
    expect(statSync(join(rootfs, 'srv/page'))).toMatchObject({ uid: 77, gid: 88 })
    expect(await list()).toEqual([image])
    expect(engine.seen).toContainEqual({ name: 'image.changed', value: image })
    expect(blobs()).toEqual(blobsOf(image))
    expect(folders()).toEqual([image.id.slice(7)])
    expect(statSync(images()).mode & 0o777).toBe(0o700)
    await engine.restart()
    expect(await list()).toEqual([image])
    expect((await engine.call('images.check', { image: image.id })).ok).toBe(true)
  })

  test('from archives of both forms, as skopeo and docker write them', async () => {
    const layout = makeLayout(place('layout'), { one: await web() })
    await skopeo('copy', `oci:${layout}`, `oci-archive:${place('oci.tar')}:named`)
    await skopeo('copy', `oci:${layout}`, `docker-archive:${place('docker.tar')}:localhost/shop:2`)
    const oci = await bring(path(place('oci.tar')))
    expect(oci.names).toEqual(['named'])
    const docker = await bring(path(place('docker.tar')))
    expect(docker.names).toContain('localhost/shop:2')
    expect(docker.config).toEqual(oci.config)
    expect(names(images(docker.id.slice(7), 'bundle/rootfs/old'))).toEqual(['three'])
    expect((await engine.call('images.check', { image: docker.id })).ok).toBe(true)
  })

  test(
    'packed by zstd, from a layout and an archive: packed anew on the way, it is the same image',
    unless(without({ zstd })),
    async () => {
      const made: Made = { ...(await web()), packing: 'zstd' }
      const layout = makeLayout(place('layout'), { 'shop:1': made })
      const told: Progress[] = []
      const image = await engine.client.call(
        'images.import',
        { source: path(layout) },
        { onProgress: (value) => told.push(value) },
      )
      const rootfs = images(image.id.slice(7), 'bundle/rootfs')
      expect(names(join(rootfs, 'old'))).toEqual(['three'])
      expect(statSync(join(rootfs, 'srv/page'))).toMatchObject({ uid: 77, gid: 88 })
      expect((await engine.call('images.check', { image: image.id })).ok).toBe(true)
      expect(blobs()).toEqual(blobsOf(image))
      const gzip = makeLayout(place('gzip'), { same: await web() })
      expect((await bring(path(gzip))).id).toBe(image.id)
      await engine.call('images.remove', { image: image.id })
      await skopeo('copy', `oci:${layout}`, `oci-archive:${place('oci.tar')}:named`)
      expect((await bring(path(place('oci.tar')))).id).toBe(image.id)
      const copied = told.filter(({ phase }) => phase === 'copying')
      expect(copied.length).toBeGreaterThan(0)
      for (const { done = 0, total = 0 } of copied) expect(done).toBeLessThanOrEqual(total)
    },
  )

  test('one of several; without saying which it is refused, and the names are told', async () => {
    const layout = makeLayout(place('layout'), { a: small('a'), b: small('b') })
    expect(await failure(bring(path(layout)))).toMatchObject({
      code: 'invalid-input',
      field: 'source.image',
      hint: expect.stringContaining('a, b'),
    })
    expect(await failure(bring(path(layout, 'c')))).toMatchObject({ code: 'not-found' })
    expect((await bring(path(layout, 'b'))).names).toEqual(['b'])
  })

  test('twice: it stays one image and gets the second name; a name goes over to another', async () => {
    const layout = makeLayout(place('layout'), { a: small('a'), b: small('b') })
    const first = await bring(path(layout, 'a'), 'mine')
    const second = await bring(path(layout, 'a'), 'also')
    expect(second).toMatchObject({ id: first.id, names: ['mine', 'also'] })
    const other = await bring(path(layout, 'b'), 'mine')
    expect((await list()).map(({ id, names }) => [id, names])).toEqual([
      [other.id, ['mine']],
      [first.id, ['also']],
    ])
    expect(folders()).toHaveLength(2)
  })

  test('a layer that two have is kept once, and goes with the last of them', async () => {
    const shared: Entry[] = [{ name: 'shared', content: 'x' }]
    const layout = makeLayout(place('layout'), {
      a: { layers: [shared, [{ name: 'a' }]] },
      b: { layers: [shared, [{ name: 'b' }]] },
    })
    const a = await bring(path(layout, 'a'))
    const inode = statSync(images('blobs/sha256', a.layers[0]?.digest.slice(7) ?? '')).ino
    const b = await bring(path(layout, 'b'))
    expect(b.layers[0]).toEqual(a.layers[0])
    expect(statSync(images('blobs/sha256', b.layers[0]?.digest.slice(7) ?? '')).ino).toBe(inode)
    await engine.call('images.remove', { image: a.id })
    expect(blobs()).toEqual(blobsOf(b))
    expect(engine.seen).toContainEqual({ name: 'image.removed', value: { image: a.id } })
    await engine.call('images.remove', { image: b.id })
    expect([blobs(), folders(), await list()]).toEqual([[], [], []])
  })
})

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
    expect(old.message).toContain('it holds a SparseFile, which no layer does')
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

describe('a cut in the middle', unless(skipReason), () => {
  test('cancelled: nothing counts, and what was whole is not copied again', async () => {
    const layout = makeLayout(place('layout'), {
      big: { layers: [[{ name: 'big', content: randomBytes(4_000_000) }]], packing: 'plain' },
    })
    const cancel = new AbortController()
    const phases: Progress[] = []
    const given = engine.client.call(
      'images.import',
      { source: path(layout) },
      {
        signal: cancel.signal,
        onProgress: (value) => {
          phases.push(value)
          if (value.phase === 'checking') cancel.abort()
        },
      },
    )
    expect(await failure(given)).toMatchObject({ code: 'cancelled' })
    await expect.poll(folders).toEqual([])
    expect(await list()).toEqual([])
    const [kept] = blobs()
    const { ino } = statSync(images('blobs/sha256', kept ?? ''))
    const image = await bring(path(layout))
    expect(image.layers.map(({ digest }) => digest.slice(7))).toEqual([kept])
    expect(statSync(images('blobs/sha256', kept ?? '')).ino).toBe(ino)
    const copying = phases.find(({ phase }) => phase === 'copying')
    const [layer] = image.layers
    expect(copying).toMatchObject({ unit: 'bytes', total: layer?.size })
    expect(copying?.parts).toMatchObject([{ name: layer?.digest, total: layer?.size }])
  })

  test('an engine that died in an import, or in a removal: its next start cleans up', async () => {
    const layout = makeLayout(place('layout'), { a: small('a') })
    const image = await bring(path(layout))
    await engine.stop()
    const begun = images('.staging-dead')
    mkdirSync(join(begun, 'blobs/sha256'), { recursive: true })
    writeFileSync(join(begun, 'oci-put-blob1'), 'half')
    writeFileSync(join(begun, 'auth.json'), '{}')
    await engine.start()
    expect(await list()).toEqual([image])
    expect(folders()).toEqual([image.id.slice(7)])
  })

  test('a blob that was damaged since is found', async () => {
    const image = await bring(path(makeLayout(place('layout'), { a: small('a') })))
    const layer = image.layers[0]?.digest ?? ''
    writeFileSync(images('blobs/sha256', layer.slice(7)), 'rot')
    expect(await engine.call('images.check', { image: image.id })).toMatchObject({
      ok: false,
      blobs: [
        { what: 'manifest', problem: '' },
        { what: 'config', problem: '' },
        { what: 'layer', digest: layer, problem: `its bytes have the digest ${sha256('rot')}` },
      ],
    })
  })
})

const noRegistry = skipReason || (registry ? '' : 'lacks docker-registry')
describe('a registry on loopback', unless(noRegistry), () => {
  let server: Awaited<ReturnType<typeof startRegistry>>
  beforeEach(async () => {
    server = await startRegistry(place('registry'), registry ?? '', true)
  })
  afterEach(() => server.stop())

  test('gives an image to who may have it; the password stands in no argument and no journal', async () => {
    const layout = makeLayout(place('layout'), { a: await web() })
    const reference = `${server.host}/team/shop:1`
    const auth = place('auth.json')
    const { username, password } = USER
    await skopeo(
      'login',
      '--tls-verify=false',
      '--authfile',
      auth,
      '-u',
      username,
      '-p',
      password,
      server.host,
    )
    await skopeo(
      'copy',
      '--dest-tls-verify=false',
      '--dest-authfile',
      auth,
      `oci:${layout}`,
      `docker://${reference}`,
    )
    const pull = (rest: object) =>
      engine.call('images.import', { source: { kind: 'registry', reference, ...rest } })

    expect(await failure(pull({}))).toMatchObject({
      code: 'failed-precondition',
      message: 'the registry speaks plain HTTP',
    })
    expect(await failure(pull({ tlsVerify: false }))).toMatchObject({ code: 'permission-denied' })
    expect(
      await failure(pull({ tlsVerify: false, credentials: { ...USER, password: 'wrong one' } })),
    ).toMatchObject({ code: 'permission-denied' })
    const image = await pull({ tlsVerify: false, credentials: USER })
    expect(image).toMatchObject({ names: [reference], config: { user: 'web' } })
    const journal = JSON.stringify(await engine.call('journal.list', { limit: 500 }))
    expect(journal).toContain('--src-authfile')
    for (const secret of [
      password,
      'wrong one',
      Buffer.from(`${username}:${password}`).toString('base64'),
    ]) {
      expect(journal).not.toContain(secret)
    }
    expect(folders()).toEqual([image.id.slice(7)])
    expect(names(images(image.id.slice(7)))).not.toContain('auth.json')

    expect(
      await failure(
        engine.call('images.import', {
          source: {
            kind: 'registry',
            reference: `${server.host}/none:1`,
            tlsVerify: false,
            credentials: USER,
          },
        }),
      ),
    ).toMatchObject({ code: 'not-found' })
  })
})
