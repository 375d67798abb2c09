import { execFileSync } from 'node:child_process'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { which } from '../../../electron/engine/runtime/which.ts'
import type { CreateInput, Image } from '../../../shared/model.ts'
import { ask } from '../../support/ask.ts'
import { busyboxLayer, makeLayout } from '../../support/images.ts'
import { failure, names, ref, script, skipReason, TestEngine } from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { until } from '../../support/until.ts'

let engine: TestEngine
const volumes = () => engine.call('volumes.list', {})
const inVolumes = (...parts: string[]) => join(engine.place.folders.state, 'volumes', ...parts)

const noImages =
  skipReason || ((await which('skopeo')) && (await which('umoci')) ? '' : 'lacks skopeo or umoci')

describe('volumes', unless(noImages), () => {
  let image: Image
  beforeEach(async () => {
    engine = await TestEngine.open()
    const layout = makeLayout(engine.place.path('layout'), {
      'db:1': {
        layers: [
          [
            ...(await busyboxLayer()),
            { name: 'var/' },
            { name: 'var/db/', uid: 77, gid: 88, mode: 0o750 },
            { name: 'var/db/first', content: 'from the image', uid: 77, gid: 88, mode: 0o600 },
            { name: 'var/db/link', type: '2', link: '/etc/shadow' },
            { name: 'logs', type: '2', link: '/var/db' },
          ],
        ],
        config: { Env: ['PATH=/bin'], Volumes: { '/var/db': {}, '/../bad': {} } },
      },
    })
    image = await engine.call('images.import', { source: { kind: 'path', path: layout } })
  })
  afterEach(() => engine.clear())
  const ofImage = (rest: Partial<CreateInput> = {}) =>
    script('while :; do sleep 0.05; done', { source: { kind: 'image', image: image.id }, ...rest })

  test('an image’s own: filled from it, the container’s alone, and gone with it and its last checkpoint', async () => {
    const { warnings } = await engine.call('containers.preview', {
      ...ref('a'),
      ...ofImage(),
      source: { kind: 'image', image: image.id },
    })
    expect(warnings).toEqual([
      { field: 'imageVolumes', message: expect.stringContaining('"/../bad"') },
    ])
    await engine.run('a', ofImage())
    await engine.run('b', ofImage())
    expect(
      await ask(
        engine,
        'a',
        'cat /var/db/first; ls -ldn /var/db | cut -c 1-10; id -u; cat /proc/self/mountinfo | grep -c " /var/db "',
      ),
    ).toBe('from the imagedrwxr-x---\n0\n1')
    await ask(engine, 'a', 'echo mine > /var/db/first')
    expect(await ask(engine, 'b', 'cat /var/db/first')).toBe('from the image')
    const [one, two] = await volumes()
    expect([one, two].map((volume) => volume?.usedBy[0])).toEqual(
      expect.arrayContaining([
        { kind: 'container', ...ref('a') },
        { kind: 'container', ...ref('b') },
      ]),
    )
    const mine = [one, two].find((volume) =>
      volume?.usedBy.some((user) => user.kind === 'container' && user.id === 'a'),
    )
    const { path = '', anonymous } = mine ?? {}
    expect(anonymous).toBe(true)
    expect(lstatSync(path)).toMatchObject({ uid: 77, gid: 88 })
    expect(lstatSync(join(path, 'first'))).toMatchObject({ uid: 77, gid: 88 })
    expect(lstatSync(join(path, 'link')).isSymbolicLink()).toBe(true)

    await engine.destroy('b')
    await until(async () => (await volumes()).length === 1, 'the volume of b to go with it')
    expect(engine.seen.some(({ name }) => name === 'volumes.changed')).toBe(true)
    const checkpoint = await engine.checkpoint('a')
    await engine.destroy('a')
    await engine.restart()
    expect(await volumes()).toMatchObject([
      { path, usedBy: [{ kind: 'checkpoint', checkpoint: checkpoint.id, name: checkpoint.name }] },
    ])
    await engine.run('again', { source: { kind: 'checkpoint', checkpoint: checkpoint.id } })
    expect(await ask(engine, 'again', 'cat /var/db/first')).toBe('mine')
    // Another container of the same name, while a checkpoint still has the volume of the first.
    await engine.run('a', ofImage())
    expect(await ask(engine, 'a', 'cat /var/db/first')).toBe('from the image')
    await engine.destroy('again')
    await engine.destroy('a')
    await engine.call('checkpoints.delete', { checkpoint: checkpoint.id })
    await until(async () => (await volumes()).length === 0, 'the last volume to go')
    await until(() => names(inVolumes()).length === 0, 'what was in it to be removed')
  })

  test('a named one stays, is filled once, is shared, and is not removed while it is used', async () => {
    const mounts = (readonly = false) => [
      { kind: 'volume' as const, name: 'data', destination: '/var/db', readonly },
    ]
    await engine.run('a', ofImage({ mounts: mounts() }))
    await ask(engine, 'a', 'rm /var/db/first; echo kept > /var/db/second')
    await engine.run('b', ofImage({ mounts: mounts(true) }))
    expect(await ask(engine, 'b', 'cat /var/db/second; touch /var/db/x; ls /var/db/first')).toMatch(
      /^kept\ntouch: \/var\/db\/x: Read-only file system\nls: .*No such file/,
    )
    expect(await failure(engine.call('volumes.remove', { name: 'data' }))).toMatchObject({
      code: 'failed-precondition',
      message: 'cannot remove volume data: container a, container b use it',
      hint: 'Delete those first.',
    })
    await engine.destroy('a')
    await engine.destroy('b')
    const [data] = await volumes()
    expect(data).toMatchObject({ name: 'data', anonymous: false, usedBy: [] })
    expect(data?.size).toBeGreaterThan(0)
    // Emptied by somebody, it stays empty: it was filled before.
    rmSync(join(data?.path ?? '', 'second'))
    await engine.run('c', ofImage({ mounts: mounts() }))
    expect(await ask(engine, 'c', 'ls -A /var/db | wc -l')).toBe('1')
    await engine.destroy('c')
    await engine.call('volumes.remove', { name: 'data' })
    expect(await failure(engine.call('volumes.remove', { name: 'data' }))).toMatchObject({
      code: 'not-found',
    })

    // Through a link of the image, as the container would go; and not filled where nobody wants it.
    await engine.run(
      'd',
      ofImage({
        imageVolumes: 'ignore',
        mounts: [
          { kind: 'volume', name: 'through', destination: '/logs' },
          { kind: 'volume', name: 'bare', destination: '/srv', copyUp: false },
        ],
      }),
    )
    expect(await ask(engine, 'd', 'cat /logs/first; ls -A /srv | wc -l')).toBe('from the image0')
    await engine.destroy('d')
    for (const name of ['through', 'bare']) await engine.call('volumes.remove', { name })
  })

  test('nothing of a create that failed, of a crash, or of another’s mount is lost or left', async () => {
    const failing = ofImage({
      mounts: [{ kind: 'volume', name: 'young', destination: '/y' }],
      process: { args: ['/bin/none'] },
    })
    expect((await failure(engine.create('a', failing))).code).toBe('runtime-failed')
    await until(
      () => names(inVolumes()).length === 0,
      'the volumes of the create that failed to go',
    )

    await engine.call('volumes.create', { name: 'old' })
    expect(await failure(engine.call('volumes.create', { name: 'old' }))).toMatchObject({
      code: 'already-exists',
      field: 'name',
    })
    expect((await failure(engine.call('volumes.create', { name: '--help' }))).code).toBe(
      'invalid-input',
    )
    await engine.create(
      'b',
      ofImage({ mounts: [{ kind: 'volume', name: 'used', destination: '/u' }] }),
    )
    await engine.stop()
    // As a crash leaves it: half made, half removed, made for a create that never was, and filled by half.
    mkdirSync(join(mkdtempSync(inVolumes('.staging-')), 'volume'))
    const record = JSON.parse(readFileSync(inVolumes('old/volume.json'), 'utf8'))
    mkdirSync(inVolumes('lonely/data'), { recursive: true })
    writeFileSync(
      inVolumes('lonely/volume.json'),
      JSON.stringify({ ...record, name: 'lonely', fresh: true }),
    )
    rmSync(inVolumes('old/data'), { recursive: true })
    mkdirSync(inVolumes('old/next'))
    mkdirSync(inVolumes('strange'))
    await engine.start()
    expect((await volumes()).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['old', 'used']),
    )
    expect(
      names(inVolumes())
        .filter((name) => !name.startsWith('anon-'))
        .sort(),
    ).toEqual(['old', 'strange', 'used'])
    await engine.run(
      'c',
      ofImage({ mounts: [{ kind: 'volume', name: 'old', destination: '/var/db' }] }),
    )
    expect(await ask(engine, 'c', 'cat /var/db/first')).toBe('from the image')
    await engine.destroy('c')
    await engine.destroy('b')
    // Whose config.json cannot be read may use any of them.
    const broken = join(engine.place.folders.state, 'containers/default/broken/bundle')
    mkdirSync(broken, { recursive: true })
    writeFileSync(join(broken, 'config.json'), '{')
    expect(await failure(engine.call('volumes.remove', { name: 'old' }))).toMatchObject({
      code: 'failed-precondition',
      message: expect.stringContaining('broken/bundle/config.json cannot be read'),
    })
    rmSync(join(broken, '..'), { recursive: true })

    const precious = engine.place.path('precious')
    mkdirSync(precious)
    writeFileSync(join(precious, 'f'), 'x')
    mkdirSync(inVolumes('old/data/m'))
    symlinkSync(precious, inVolumes('old/data/away'))
    execFileSync('mount', ['--bind', precious, inVolumes('old/data/m')])
    await engine.call('volumes.remove', { name: 'old' })
    expect(readFileSync(join(precious, 'f'), 'utf8')).toBe('x')
    expect(existsSync(inVolumes('old'))).toBe(false)
    rmSync(inVolumes('strange'), { recursive: true })
    await engine.call('volumes.remove', { name: 'used' })
  })
})
