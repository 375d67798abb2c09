import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { which } from '../../../electron/engine/runtime/which.ts'
import { killable } from '../../support/hosts.ts'
import { makeBundle, makeRootfs } from '../../support/rootfs.ts'
import {
  conmon,
  failure,
  IDLE,
  names,
  ref,
  runc,
  runcState,
  skipReason,
  TestEngine,
  type Wanted,
} from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'

let engine: TestEngine
const open = async () => {
  engine = await TestEngine.open()
}
const clear = async () => {
  vi.unstubAllEnvs()
  await engine.clear()
}
/** In a describe: an engine of its own for each test. */
const freshEach = () => {
  beforeEach(open)
  afterEach(clear)
}

/** The create fails, and leaves nothing: no container, no folder, no process, no event of one that stays. */
async function refused(wanted: Wanted, id = 'c') {
  const error = await failure(engine.create(id, wanted))
  expect(await engine.containers()).toEqual([])
  expect(names(join(engine.place.folders.state, 'containers/default'))).toEqual([])
  expect(names(engine.place.root())).toEqual([])
  expect(engine.place.monitors()).toEqual([])
  const last = engine.seen.findLast(({ name }) => name.startsWith('container.'))
  if (last) expect(last.name).toBe('container.removed')
  return error
}

/** PATH holds these programs alone, for the engine that is opened next. */
async function reopenWith(programs: string[]): Promise<void> {
  const folder = engine.place.path('path')
  mkdirSync(folder)
  const busybox = (await which('busybox')) ?? ''
  for (const program of [busybox, ...programs])
    symlinkSync(program, join(folder, program.split('/').at(-1) ?? ''))
  vi.stubEnv('PATH', folder)
  await engine.restart()
}

describe('a create that cannot be', unless(skipReason), () => {
  freshEach()

  test('a command that the rootfs does not have: runc’s words, the command, what to do is left to read', async () => {
    for (const terminal of [false, true]) {
      const error = await refused({ process: { args: ['/no/such'], terminal } })
      expect(error.code).toBe('runtime-failed')
      expect(error.message).toMatch(
        /^OCI runtime create failed: .*\/no\/such.*no such file or directory/,
      )
      expect(error.said).toContain('/no/such')
      expect(error.command?.[0]).toBe(conmon)
    }
  })

  test('a bundle without a rootfs, without config.json, a file, nothing', async () => {
    const bundle = await makeBundle(engine.place.path('bundle'), () => {})
    await rm(join(bundle, 'rootfs'), { recursive: true })
    const source = (path: string) => ({ ...IDLE, source: { kind: 'bundle', path } }) as Wanted
    expect(await refused(source(bundle))).toMatchObject({
      code: 'not-found',
      field: 'source.path',
      message: `${bundle}/rootfs cannot be a root filesystem: nothing is there`,
      hint: expect.any(String),
    })
    await rm(join(bundle, 'config.json'))
    const without = await refused(source(bundle))
    expect(without).toMatchObject({ code: 'not-found', field: 'source.path' })
    expect(without.message).toContain('config.json')
    writeFileSync(join(bundle, 'config.json'), '{"process": 1}')
    expect(await refused(source(bundle))).toMatchObject({
      code: 'invalid-input',
      field: 'source.path',
    })
    expect(await refused(source(join(bundle, 'config.json')))).toMatchObject({
      code: 'invalid-input',
    })
    expect(await refused(source('/nowhere/at/all'))).toMatchObject({ code: 'not-found' })
  })

  test('the machine’s own root, and a user that the rootfs does not know', async () => {
    expect(await refused({ ...IDLE, source: { kind: 'rootfs', path: '/' } })).toMatchObject({
      code: 'invalid-input',
      field: 'source.path',
    })
    const path = await makeRootfs(engine.place.path('own'))
    const unknown = {
      source: { kind: 'rootfs', path },
      process: { args: ['id'], user: 'stranger' },
    } satisfies Wanted
    expect(await refused(unknown)).toMatchObject({
      code: 'invalid-input',
      message: 'the container knows no user stranger',
    })
  })

  test('a name that is taken', async () => {
    const made = await engine.create('c')
    expect(await failure(engine.create('c'))).toMatchObject({
      code: 'already-exists',
      message: 'there is a container c already',
      field: 'id',
      hint: 'Choose another name, or delete that one first.',
    })
    expect(await engine.get('c')).toEqual(made)
  })

  test('a name that lies in the state folder and cannot be read: it is left as it is', async () => {
    await engine.stop()
    const folder = join(engine.place.folders.state, 'containers/default/old')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'container.jsonl'), '{"version": 99}')
    await engine.start()
    expect(await engine.containers()).toEqual([])
    const notes = (await engine.journal('old')).map(({ note }) => note)
    expect(notes).toEqual([expect.stringContaining('left as it is')])
    expect(await failure(engine.create('old'))).toMatchObject({
      code: 'already-exists',
      field: 'id',
    })
    expect(names(folder)).toEqual(['container.jsonl'])
    await rm(folder, { recursive: true })
  })

  test('an id that runc knows already, of somebody else: that one is left alone', async () => {
    const bundle = await makeBundle(engine.place.path('bundle'), (spec) => {
      spec.process.args = ['sleep', '1000']
      spec.linux = { ...spec.linux, cgroupsPath: `/by-hand-${process.pid}` }
    })
    const root = engine.place.path('shared')
    const byHand = (...args: string[]) =>
      spawnSync(runc, ['--root', join(root, 'default'), ...args], { stdio: 'ignore' })
    byHand('run', '--detach', '--bundle', bundle, 'c')
    const theirs = await runcState(join(root, 'default'), 'c')
    expect(theirs?.status).toBe('running')
    try {
      const error = await refused({ ...IDLE, runtime: { root } })
      expect(error.message).toMatch(/^OCI runtime create failed: .*container with (given )?id/i)
      expect(await runcState(join(root, 'default'), 'c')).toEqual(theirs)
    } finally {
      byHand('delete', '--force', 'c')
    }
  })
})

describe('programs that are missing', unless(skipReason), () => {
  freshEach()

  test('runc (hidden in a mount namespace of the engine’s own, since no PATH leaves /usr/sbin out)', async () => {
    await engine.clear()
    const hidden = ['unshare', '--mount', '--propagation', 'private', 'sh', '-c']
    const hide = `mount --bind /dev/null ${runc} && exec "$@"`
    engine = await TestEngine.open((folders) => killable(folders, [...hidden, hide, 'sh']))
    expect(await refused(IDLE)).toMatchObject({
      code: 'unavailable',
      message: 'runc is not installed',
      hint: expect.stringContaining('apt-get install runc'),
    })
    const { features, problems } = await engine.call('engine.preflight', { again: true })
    expect(features.run).toMatchObject({ ok: false, reason: 'runc is not installed' })
    expect(problems.some(({ mend }) => mend?.includes('runc'))).toBe(true)
  })

  test('conmon; once it is there, it is found without a restart', async () => {
    await reopenWith([runc])
    const error = await refused(IDLE)
    expect(error).toMatchObject({
      code: 'unavailable',
      message: 'conmon is not installed',
      hint: expect.stringContaining('apt-get install conmon'),
    })
    const { features, problems } = await engine.call('engine.preflight', { again: true })
    expect(features.run).toMatchObject({ ok: false, reason: 'conmon is not installed' })
    expect(problems.some(({ mend }) => mend?.includes('conmon'))).toBe(true)

    symlinkSync(conmon, engine.place.path('path/conmon'))
    expect((await engine.call('engine.preflight', { again: true })).features.run.ok).toBe(true)
    await engine.create('c')
  })

  test('a runc binary that is none', async () => {
    const binary = engine.place.path('not-runc')
    writeFileSync(binary, '#!/bin/sh\necho I am no runc >&2\nexit 3\n', { mode: 0o755 })
    const error = await refused({ ...IDLE, runtime: { binary } })
    expect(error.code).toBe('runtime-failed')
    expect(error.said).toContain('I am no runc')
    const gone = await refused({ ...IDLE, runtime: { binary: '/no/runc' } })
    expect(gone.message).toContain('/no/runc')
  })
})

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
  freshEach()

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
