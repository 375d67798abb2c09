import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { refusedCreate } from '../../support/refused-create.ts'
import { makeBundle, makeRootfs } from '../../support/rootfs.ts'
import {
  failure,
  IDLE,
  names,
  ref,
  skipReason,
  TestEngine,
  type Wanted,
} from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'

let engine: TestEngine
const open = async () => {
  engine = await TestEngine.open()
}
const clear = () => engine.clear()
const refused = (wanted: Wanted) => refusedCreate(engine, wanted)

describe('hostile input, refused before anything is done', unless(skipReason), () => {
  beforeAll(open)
  afterAll(clear)

  const ids = [
    '',
    '.',
    '..',
    '../up',
    'a/b',
    '/abs',
    'a b',
    'a\0b',
    'ä',
    '-'.repeat(101),
    '$(id)',
    'a\n',
    '--help',
    '-x',
    '-',
  ]
  test.each(ids)('the id %j', async (id) => {
    expect(await failure(engine.create(id))).toMatchObject({ code: 'invalid-input', field: 'id' })
    for (const call of ['containers.start', 'containers.delete', 'containers.ending'] as const) {
      expect((await failure(engine.call(call, { ...ref(id) }))).code).toBe('invalid-input')
    }
    expect(await engine.containers()).toEqual([])
  })

  test.each<[field: string, change: object]>([
    ...['../up', '--root', 'a\n', 'a/b', ''].map(
      (namespace) => ['namespace', { namespace }] as [string, object],
    ),
    ['process.args', { process: { args: [] } }],
    ['process.args.0', { process: { args: ['a\0b'] } }],
    ...['NOVALUE', '=value', 'A\nB=c', 'A B=c', 'A=\0', '\0=a'].map(
      (entry) => ['process.env.0', { process: { args: ['a'], env: [entry] } }] as [string, object],
    ),
    ['process.cwd', { process: { args: ['a'], cwd: '/a\0' } }],
    ['process.user', { process: { args: ['a'], user: '-x' } }],
    ['process.user', { process: { args: ['a'], user: 'a\nb' } }],
    ['process.cwd', { process: { args: ['a'], cwd: 'relative' } }],
    ['process.user', { process: { args: ['a'], user: 'x; rm -rf /' } }],
    ...['-x', '--', 'a\nb', 'a\n', 'a b', 'a\0', '../up', 'a/b', ''].map(
      (hostname) => ['hostname', { hostname }] as [string, object],
    ),
    ['limits.memory', { limits: { memory: 1 } }],
    ['limits.cpus', { limits: { cpus: Number.NaN } }],
    ['limits.cpus', { limits: { cpus: 1e308 } }],
    ['limits.memory', { limits: { memory: 2 ** 53 } }],
    ['limits.memory', { limits: { memory: 4096.5 } }],
    ['limits.pids', { limits: { pids: Number.POSITIVE_INFINITY } }],
    ['process.args', { process: { args: Array.from({ length: 1001 }, () => 'x') } }],
    ['process.args.0', { process: { args: ['x'.repeat(32_769)] } }],
    ['source.path', { source: { kind: 'rootfs', path: 'relative' } }],
    ['source.path', { source: { kind: 'bundle', path: '/a\0b' } }],
    ['source.path', { source: { kind: 'rootfs', path: `/${'x'.repeat(4096)}` } }],
    ['source.checkpoint', { source: { kind: 'checkpoint', checkpoint: '../../etc' } }],
    ['runtime.root', { runtime: { root: 'relative' } }],
    ['runtime.root', { runtime: { root: '--root' } }],
    ['runtime.binary', { runtime: { binary: '../runc' } }],
    ['runtime.criu', { runtime: { criu: '/criu\0' } }],
    ['runtime.criuWorkPath', { runtime: { criuWorkPath: '../w' } }],
    ['runtime.ioUid', { runtime: { ioUid: 2 ** 32 } }],
    ['runtime.parentCheckpoint', { runtime: { parentCheckpoint: '../x' } }],
  ])('%s', async (field, change) => {
    const error = await failure(engine.create('c', change as Wanted))
    expect(error).toMatchObject({ code: 'invalid-input', field, hint: expect.any(String) })
    expect(await engine.containers()).toEqual([])
  })
})

describe('hostile input where something lives, or lies on the disk', unless(skipReason), () => {
  beforeEach(open)
  afterEach(clear)

  test('calls on what lives: numbers, ids and names out of bounds change nothing', async () => {
    await engine.run('c')
    const exec = await engine.exec('c', 'sleep', '1000')
    const before = await engine.get('c')
    const entries = (await engine.journal('c')).length
    const badly: Promise<unknown>[] = [
      ...[0, -9, 65, 1e9, 9.5].map((signal) => engine.kill('c', signal)),
      ...['..', '../up', '', 'A', 'x'.repeat(65)].map((exec) =>
        engine.call('execs.kill', { ...ref('c'), exec, signal: 9 }),
      ),
      engine.call('execs.kill', { ...ref('c'), exec: exec.id, signal: 1e9 }),
      engine.call('containers.update', { ...ref('c'), limits: { memory: 1e308 } }),
      engine.call('execs.create', {
        ...ref('c'),
        request: { args: ['true'], size: { cols: 1e9, rows: 0 } },
      }),
      engine.call('execs.create', { ...ref('c'), request: { args: ['true'], user: '../root' } }),
      engine.checkpoint('c', { imagePath: 'relative' }),
      engine.checkpoint('c', { name: 'x'.repeat(121) }),
      engine.checkpoint('c', { parent: '../../x' }),
      engine.checkpoint('c', { emptyNamespaces: ['mnt'] as never }),
      engine.call('namespaces.add', { namespace: '../up' }),
      engine.call('journal.list', { limit: 1e9 }),
      engine.call('shells.close', { shell: '../..' }),
      engine.call('checkpoints.delete', { checkpoint: '..' }),
      engine.call('paths.probe', { path: '../..' }),
      engine.call('logs.read', { path: `/x\0${engine.place.folders.state}` }),
    ]
    for (const error of await Promise.all(badly.map(failure))) {
      expect(error).toMatchObject({ code: 'invalid-input', hint: expect.any(String) })
      expect(error.field).not.toBeUndefined()
    }
    expect(await engine.get('c')).toEqual(before)
    expect(await engine.journal('c')).toHaveLength(entries)
    expect((await engine.call('engine.snapshot', {})).namespaces).toEqual(['default'])
  })

  test('a rootfs whose links lead out: the host is neither read nor written', async () => {
    const outside = engine.place.path('outside')
    mkdirSync(outside)
    writeFileSync(join(outside, 'passwd'), 'stranger:x:4242:4242::/:/bin/sh\n')
    const path = await makeRootfs(engine.place.path('own'))
    for (const name of ['etc', 'dev', 'proc', 'sys']) {
      await rm(join(path, name), { recursive: true })
      symlinkSync(outside, join(path, name))
    }
    const before = names(outside)
    const unknown = {
      source: { kind: 'rootfs', path },
      process: { args: ['id'], user: 'stranger' },
    }
    expect(await refused(unknown as Wanted)).toMatchObject({
      message: 'the container knows no user stranger',
    })
    // runc makes its mounts inside all the same, or refuses; either way nothing of the host's is touched.
    await engine
      .run('c', { ...IDLE, source: { kind: 'rootfs', path } })
      .catch((error: Error) => expect(error.message).toMatch(/^OCI runtime create failed: /))
    expect(names(outside)).toEqual(before)
    expect(readFileSync(join(outside, 'passwd'), 'utf8')).toContain('stranger')
  })

  test('a bundle whose rootfs is named by a path that climbs, or by a link: the machine’s own root is refused', async () => {
    const path = await makeBundle(engine.place.path('bundle'), (spec) => {
      spec.root = { path: `rootfs/${'../'.repeat(40)}` }
    })
    const source: Wanted = { ...IDLE, source: { kind: 'bundle', path } }
    expect(await refused(source)).toMatchObject({ code: 'invalid-input', field: 'source.path' })
    await rm(join(path, 'rootfs'), { recursive: true })
    symlinkSync('/', join(path, 'rootfs'))
    const spec = JSON.parse(readFileSync(join(path, 'config.json'), 'utf8'))
    writeFileSync(join(path, 'config.json'), JSON.stringify({ ...spec, root: { path: 'rootfs' } }))
    expect(await refused(source)).toMatchObject({ code: 'invalid-input', field: 'source.path' })
  })

  test('no file but logs of ours is read', async () => {
    for (const path of ['/etc/shadow', join(engine.place.folders.state, '../../../etc/passwd')]) {
      expect((await failure(engine.call('logs.read', { path }))).code).toBe('permission-denied')
    }
    symlinkSync('/etc/passwd', join(engine.place.folders.state, 'sneaky.log'))
    const linked = { path: join(engine.place.folders.state, 'sneaky.log') }
    expect((await failure(engine.call('logs.read', linked))).code).toBe('permission-denied')
  })
})
