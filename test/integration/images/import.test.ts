import { randomBytes } from 'node:crypto'
import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Progress } from '../../../shared/contract.ts'
import { blobIn, type Made, makeLayout, sha256 } from '../../support/images.ts'
import type { Entry } from '../../support/tar.ts'
import { failure, names } from '../../support/test-engine.ts'
import { unless, without } from '../../support/unless.ts'
import {
  blobs,
  blobsOf,
  bring,
  engine,
  folders,
  images,
  list,
  path,
  place,
  skipReason,
  skopeo,
  small,
  web,
  withEngine,
  zstd,
} from './import-rig.ts'

withEngine()

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
