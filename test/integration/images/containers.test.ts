import { appendFileSync, existsSync, lstatSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { diskUsage } from '../../../electron/engine/checkpoint/images.ts'
import { isMountPoint, unmountBelow } from '../../../electron/engine/runtime/mounts.ts'
import { which } from '../../../electron/engine/runtime/which.ts'
import type { Image } from '../../../shared/model.ts'
import { ask as askIn } from '../../support/ask.ts'
import { busyboxLayer, makeLayout, SECOND_LAYER } from '../../support/images.ts'
import {
  failure,
  ref,
  script,
  TestEngine,
  type Wanted,
  skipReason as withoutEngine,
} from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { Viewer } from '../../support/viewer.ts'

const missing = (
  await Promise.all(['skopeo', 'umoci'].map(async (name) => ((await which(name)) ? [] : [name])))
).flat()
const skipReason = withoutEngine || (missing.length > 0 ? `lacks ${missing.join(', ')}` : '')

let engine: TestEngine
let image: Image
beforeEach(async () => {
  engine = await TestEngine.open()
  if (skipReason) return
  const layout = makeLayout(engine.place.path('layout'), {
    'web:1': {
      layers: [
        [...(await busyboxLayer()), { name: 'big', content: Buffer.alloc(8_000_000, 'x') }],
        SECOND_LAYER,
      ],
      config: {
        Entrypoint: ['/bin/sh', '-c'],
        Cmd: ['id; pwd; echo $GREETING $EXTRA; cat page; ls /old'],
        Env: ['PATH=/bin', 'GREETING=hi'],
        User: 'web',
        WorkingDir: '/srv',
        StopSignal: 'SIGINT',
        ExposedPorts: { '80/tcp': {} },
      },
    },
  })
  image = await engine.call('images.import', { source: { kind: 'path', path: layout } })
})
afterEach(() => engine.clear())

const OF_IMAGE: Wanted = { source: { kind: 'image', image: 'web:1' } }
const idle = (text = 'while :; do sleep 0.05; done'): Wanted =>
  script(text, { ...OF_IMAGE, process: { user: 'root' } })
const folder = (id: string, ...parts: string[]) =>
  join(engine.place.folders.state, 'containers/default', id, ...parts)
const base = (...parts: string[]) =>
  join(engine.place.folders.state, 'images', image.id.slice(7), 'bundle/rootfs', ...parts)
const restore = (id: string, checkpoint: string) =>
  engine.call('containers.restore', { ...ref(id), checkpoint })

const ask = (id: string, text: string) => askIn(engine, id, text)

describe('a container of an image', unless(skipReason), () => {
  test('is started as the image says, and as the request says instead', async () => {
    await engine.create('plain', { ...OF_IMAGE, stdin: 'none', process: { terminal: false } })
    const plain = JSON.parse((await engine.call('containers.config', ref('plain'))).config)
    expect(plain.process).toMatchObject({
      args: ['/bin/sh', '-c', 'id; pwd; echo $GREETING $EXTRA; cat page; ls /old'],
      cwd: '/srv',
      user: { uid: 77, gid: 88, additionalGids: [88, 99] },
    })
    expect(plain.annotations).toMatchObject({
      'org.opencontainers.image.stopSignal': 'SIGINT',
      'org.opencontainers.image.exposedPorts': '80/tcp',
    })
    const viewer = await Viewer.open(engine.client, { kind: 'init', ...ref('plain') })
    await engine.call('containers.start', ref('plain'))
    expect((await engine.ended('plain')).exit).toMatchObject({ code: 0 })
    await viewer.shows('three')
    expect(viewer.text).toContain('uid=77(web) gid=88(webs)')
    expect(viewer.text).toMatch(/\/srv\s+hi\s+hello/)
    viewer.close()

    const other = await engine.create('other', {
      ...OF_IMAGE,
      process: { args: ['/bin/true'], user: 'root', cwd: '/', env: ['GREETING=ho', 'EXTRA=x'] },
    })
    expect(other).toMatchObject({ args: ['/bin/true'], cwd: '/', user: '0:0' })
    const spec = JSON.parse((await engine.call('containers.config', ref('other'))).config)
    expect(spec.process.env).toEqual(
      expect.arrayContaining(['GREETING=ho', 'EXTRA=x', 'PATH=/bin']),
    )
    expect(
      await failure(engine.create('nobody', { ...OF_IMAGE, process: { user: 'stranger' } })),
    ).toMatchObject({ code: 'invalid-input', message: 'the container knows no user stranger' })
    expect(
      await failure(engine.create('none', { source: { kind: 'image', image: 'gone' } })),
    ).toMatchObject({ code: 'not-found', field: 'source.image' })
  })

  test('shares its files with others and costs what it changes; the image stays as it is', async () => {
    await engine.run('a', idle())
    await engine.run('b', idle())
    await ask('a', 'echo mine > /srv/page; rm /old/three; echo new > /new')
    expect(await ask('a', 'cat /srv/page; ls /old; cat /new')).toBe('mine\nnew')
    expect(await ask('b', 'cat /srv/page; ls /old; ls /new 2>/dev/null')).toBe('hello\nthree')
    expect(readFileSync(base('srv/page'), 'utf8')).toBe('hello\n')
    expect(existsSync(base('old/three'))).toBe(true)
    expect(lstatSync(folder('a', 'upper/old/three')).isCharacterDevice()).toBe(true)
    expect(await diskUsage(folder('a', 'upper'))).toBeLessThan(100_000)
    expect(await diskUsage(folder('b', 'upper'))).toBeLessThan(100_000)
    const users = (await engine.call('images.list', {}))[0]?.usedBy
    expect(users).toEqual([
      { kind: 'container', ...ref('a') },
      { kind: 'container', ...ref('b') },
    ])
    expect(await failure(engine.call('images.remove', { image: image.id }))).toMatchObject({
      code: 'failed-precondition',
      message: 'cannot remove image web:1: container a, container b use it',
    })
    await engine.destroy('a')
    await engine.destroy('b')
    expect(engine.seen.filter(({ name }) => name === 'image.changed').at(-1)?.value).toMatchObject({
      usedBy: [],
    })
    await engine.call('images.remove', { image: image.id })
    expect(existsSync(base())).toBe(false)
  })

  test('a checkpoint takes its changes along, and it becomes that again in place, and a second one beside it', async () => {
    await engine.run(
      'a',
      idle('X=42; while :; do sleep 0.05; [ -e /tell ] && echo $X > /told; done'),
    )
    await ask('a', 'echo then > /note; rm /old/three')
    const checkpoint = await engine.checkpoint('a')
    expect(checkpoint.rootfs).not.toBeNull()
    expect(await diskUsage(checkpoint.rootfs ?? '')).toBeLessThan(100_000)
    await ask('a', 'echo later > /note; echo rubbish > /rubbish')
    await engine.kill('a')
    await engine.ended('a')
    for (const _round of [1, 2]) {
      expect(await restore('a', checkpoint.id)).toMatchObject({ state: 'running' })
      expect(await ask('a', 'cat /note; ls /old; ls /rubbish 2>/dev/null; cat /srv/page')).toBe(
        'then\nhello',
      )
      await ask('a', 'echo rubbish > /rubbish')
      await engine.kill('a')
      await engine.ended('a')
    }
    await engine.run('b', { source: { kind: 'checkpoint', checkpoint: checkpoint.id } })
    expect(await ask('b', 'touch /tell; sleep 0.5; cat /told /note; ls /old')).toBe('42\nthen')
    expect(existsSync(folder('b', 'upper/note'))).toBe(true)
    expect(existsSync(folder('a', 'upper.old'))).toBe(false)

    await engine.destroy('a')
    await engine.destroy('b')
    const refused = await failure(engine.call('images.remove', { image: image.id }))
    expect(refused.message).toBe(
      `cannot remove image web:1: checkpoint “${checkpoint.name}” uses it`,
    )
  })

  test('a checkpoint of something else is not restored over it', async () => {
    await engine.run('starter', script('while :; do sleep 0.05; done'))
    const checkpoint = await engine.checkpoint('starter')
    await engine.run('a', idle())
    await engine.kill('a')
    await engine.ended('a')
    expect(await failure(restore('a', checkpoint.id))).toMatchObject({
      code: 'failed-precondition',
      message: expect.stringContaining('of another image'),
    })
    expect((await engine.get('a')).state).toBe('stopped')
  })

  test('it runs on over a restart of the engine; what was not mounted any more is mounted again', async () => {
    await engine.run('a', idle())
    await ask('a', 'echo kept > /note')
    const checkpoint = await engine.checkpoint('a', { exit: true })
    await engine.ended('a')
    await engine.create('later', { source: { kind: 'checkpoint', checkpoint: checkpoint.id } })
    await engine.stop()
    // As after a restart of the machine.
    for (const id of ['a', 'later']) await unmountBelow(folder(id, 'rootfs'))
    await engine.start()
    expect(isMountPoint(folder('a', 'rootfs'))).toBe(false)
    await restore('a', checkpoint.id)
    await engine.call('containers.start', ref('later'))
    for (const id of ['a', 'later']) {
      expect(isMountPoint(folder(id, 'rootfs'))).toBe(true)
      expect(await ask(id, 'cat /note /srv/page')).toBe('kept\nhello')
    }
    await engine.restart()
    expect(await ask('a', 'cat /note')).toBe('kept')
  })

  test('an engine that died while the changes were exchanged: those from before are back', async () => {
    await engine.run('a', idle())
    await ask('a', 'echo mine > /note')
    const checkpoint = await engine.checkpoint('a')
    await engine.kill('a')
    await engine.ended('a')
    await engine.stop()
    renameSync(folder('a', 'upper'), folder('a', 'upper.old'))
    mkdirSync(folder('a', 'upper'))
    mkdirSync(folder('a', 'upper.next'))
    const record = readFileSync(folder('a', 'container.jsonl'), 'utf8').trim().split('\n').at(-1)
    const restore = { checkpoint: checkpoint.id, options: {} }
    appendFileSync(
      folder('a', 'container.jsonl'),
      `\n${JSON.stringify({ ...JSON.parse(record ?? ''), restore })}\n`,
    )
    await engine.start()
    expect(readFileSync(folder('a', 'upper/note'), 'utf8')).toBe('mine\n')
    expect(existsSync(folder('a', 'upper.old'))).toBe(false)
    expect(existsSync(folder('a', 'upper.next'))).toBe(false)
    expect(isMountPoint(folder('a', 'rootfs'))).toBe(false)
  })

  test('a create that fails leaves neither mount nor folder', async () => {
    const wrong = await failure(
      engine.create('a', { ...OF_IMAGE, process: { args: ['/bin/none'], terminal: false } }),
    )
    expect(wrong.code).toBe('runtime-failed')
    expect(isMountPoint(folder('a', 'rootfs'))).toBe(false)
    expect(existsSync(folder('a'))).toBe(false)
  })
})
