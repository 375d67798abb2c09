import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { removeFolder } from '../../../electron/engine/bundle/remove.ts'
import { unmountBelow } from '../../../electron/engine/runtime/mounts.ts'
import { which } from '../../../electron/engine/runtime/which.ts'
import type { Progress } from '../../../shared/contract.ts'
import type { Image } from '../../../shared/model.ts'
import { killable } from '../../support/hosts.ts'
import { busyboxLayer, makeLayout, SECOND_LAYER } from '../../support/images.ts'
import { Podman, withoutPodman } from '../../support/podman.ts'
import {
  failure,
  names,
  ref,
  script,
  TestEngine,
  type Wanted,
  skipReason as withoutEngine,
} from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'

const exec = promisify(execFile)
const missing = (
  await Promise.all(['skopeo', 'umoci'].map(async (name) => ((await which(name)) ? [] : [name])))
).flat()
const skipReason = withoutEngine || (missing.length > 0 ? `lacks ${missing.join(', ')}` : '')
const setcap = await which('setcap')

let engine: TestEngine
let image: Image
beforeEach(async () => {
  engine = await TestEngine.open()
  if (skipReason) return
  const layout = makeLayout(engine.place.path('layout'), {
    'web:1': {
      layers: [
        [
          ...(await busyboxLayer()),
          ...['keep/', 'keep/a', 'keep/deep/', 'keep/deep/b', 'turn', 'fold/', 'fold/c'].map(
            (name) => ({ name, ...(name.endsWith('/') ? {} : { content: name }) }),
          ),
        ],
        SECOND_LAYER,
      ],
      config: {
        Entrypoint: ['/bin/sh', '-c'],
        Cmd: ['cat /srv/page'],
        Env: ['PATH=/bin', 'GREETING=hi'],
        User: 'web',
        Labels: { kept: 'yes' },
        Volumes: { '/srv': {} },
      },
    },
  })
  image = await engine.call('images.import', { source: { kind: 'path', path: layout } })
})
afterEach(() => engine.clear())

const idle = (text = 'while :; do sleep 0.05; done'): Wanted =>
  script(text, { source: { kind: 'image', image: 'web:1' }, process: { user: 'root' } })
const place = (...parts: string[]) => engine.place.path(...parts)
const state = (...parts: string[]) => join(engine.place.folders.state, ...parts)
const rootfs = (id: string, ...parts: string[]) =>
  state('containers/default', id, 'rootfs', ...parts)
const unpacked = ({ id }: Image, ...parts: string[]) =>
  state('images', id.slice(7), 'bundle/rootfs', ...parts)
const changes = (id: string, query = {}) =>
  engine.call('containers.changes', { ...ref(id), ...query })
const commit = (id: string, name: string, rest = {}) =>
  engine.call('containers.commit', { ...ref(id), name, ...rest })
const partials = (dir: string) => names(dir).filter((name) => name.startsWith('.'))

const LONG = 'n'.repeat(200)
const ODD = Buffer.from('odd\n\xff ü', 'latin1')

/** Everything that a container can do to its files, done where it is mounted. */
async function changeAll(id: string): Promise<void> {
  const at = (path: string) => rootfs(id, path)
  const sh = (text: string) => exec('sh', ['-ec', text], { cwd: rootfs(id) })
  writeFileSync(at('new'), 'new')
  linkSync(at('new'), at('also new'))
  chownSync(at('new'), 77, 88)
  mkdirSync(at(`${LONG}/${LONG}`), { recursive: true })
  writeFileSync(at(`${LONG}/${LONG}/${LONG}`), 'far')
  writeFileSync(Buffer.concat([Buffer.from(`${rootfs(id)}/`), ODD]), 'odd')
  symlinkSync('../../etc/passwd', at('way'))
  await sh(`
    echo more >> srv/page; chmod 4755 srv/page
    rm keep/a; rm -r old; mkdir old; echo 4 > old/four
    rm turn; mkdir turn; echo in > turn/in
    rm -r fold; echo file > fold
    mkfifo pipe; mkdir -m 1777 box; : > ./-C`)
  if (setcap) await exec(setcap, ['cap_net_raw+ep', at('new')])
}

/** What is to be in a root filesystem that came of it. */
function expectAll(dir: string): void {
  const at = (path: string) => join(dir, path)
  expect(readFileSync(at('also new'), 'utf8')).toBe('new')
  const { ino, nlink, uid, gid } = lstatSync(at('new'))
  expect({ ino, nlink, uid, gid }).toEqual({
    ino: lstatSync(at('also new')).ino,
    nlink: 2,
    uid: 77,
    gid: 88,
  })
  expect(readFileSync(at(`${LONG}/${LONG}/${LONG}`), 'utf8')).toBe('far')
  expect(readFileSync(Buffer.concat([Buffer.from(`${dir}/`), ODD]), 'utf8')).toBe('odd')
  expect(readlinkSync(at('way'))).toBe('../../etc/passwd')
  expect(readFileSync(at('srv/page'), 'utf8')).toBe('hello\nmore\n')
  const page = lstatSync(at('srv/page'))
  expect([page.mode & 0o7777, page.uid, page.gid]).toEqual([0o4755, 77, 88])
  expect(names(at('keep'))).toEqual(['deep'])
  expect(names(at('keep/deep'))).toEqual(['b'])
  expect(names(at('old'))).toEqual(['four'])
  expect(names(at('turn'))).toEqual(['in'])
  expect(lstatSync(at('fold')).isFile()).toBe(true)
  expect(lstatSync(at('pipe')).isFIFO()).toBe(true)
  expect(lstatSync(at('box')).mode & 0o7777).toBe(0o1777)
  expect(lstatSync(at('-C')).size).toBe(0)
  expect(names(dir).filter((name) => name.startsWith('.wh'))).toEqual([])
}

const capsOf = async (path: string) => (await exec('getcap', [path])).stdout

describe('what a container changed', unless(skipReason), () => {
  test('is told by path, in pages, filtered; of a container of no image it cannot be', async () => {
    await engine.create('a', idle())
    const before = await changes('a')
    expect(before).toMatchObject({
      matching: before.entries.length,
      way: 'overlay',
      truncated: false,
    })
    // What runc itself needs to mount over.
    for (const { change, size } of before.entries) expect([change, size]).toEqual(['added', 0])
    await changeAll('a')
    const { entries, total, look } = await changes('a')
    const told = Object.fromEntries(entries.map(({ path, ...rest }) => [path, rest]))
    const all = {
      '/new': { change: 'added', type: 'file', size: 3, mode: 0o644 },
      '/also new': { change: 'added', type: 'file', size: 3, mode: 0o644 },
      '/way': { change: 'added', type: 'link', size: 0, mode: 0o777 },
      '/pipe': { change: 'added', type: 'fifo', size: 0, mode: 0o644 },
      '/box': { change: 'added', type: 'folder', size: 0, mode: 0o1777 },
      '/srv/page': { change: 'changed', type: 'file', size: 11, mode: 0o4755 },
      '/keep/a': { change: 'removed', type: 'file', size: 6, mode: 0o644 },
      '/old/three': { change: 'removed', type: 'file', size: 1, mode: 0o644 },
      '/old/four': { change: 'added', type: 'file', size: 2, mode: 0o644 },
      '/turn': { change: 'changed', type: 'folder', size: 0, mode: 0o755 },
      '/turn/in': { change: 'added', type: 'file', size: 3, mode: 0o644 },
      '/fold': { change: 'changed', type: 'file', size: 5, mode: 0o644 },
    }
    expect(told).toMatchObject(all)
    expect(told).toHaveProperty(['/odd\n\ufffd \ufffd'])
    for (const path of ['/srv', '/keep', '/keep/deep', '/fold/c'])
      expect(told).not.toHaveProperty([path])
    expect(total.removed).toBe(2)
    expect(total.added + total.changed + total.removed).toBe(entries.length)
    expect(entries.map(({ path }) => path)).toEqual(entries.map(({ path }) => path).sort())

    const page = await changes('a', { look, offset: 3, limit: 2 })
    expect(page).toMatchObject({ look, total, entries: entries.slice(3, 5) })
    const removed = await changes('a', { look, kinds: ['removed'], filter: 'THREE' })
    expect(removed).toMatchObject({ matching: 1, entries: [{ path: '/old/three' }] })
    // A look of its own is made anew.
    writeFileSync(rootfs('a', 'later'), '')
    expect((await changes('a', { look })).entries).toEqual(entries)
    expect((await changes('a')).look).not.toBe(look)
    expect((await changes('a', { filter: 'later' })).matching).toBe(1)

    await engine.create('starter', {})
    expect(await failure(changes('starter'))).toMatchObject({
      code: 'failed-precondition',
      message: 'container starter was not made of an image',
    })
  })

  test('is there after a restart of the machine, too', async () => {
    await engine.create('a', idle())
    writeFileSync(rootfs('a', 'note'), 'x')
    await engine.stop()
    await unmountBelow(rootfs('a'))
    await engine.start()
    expect((await changes('a', { filter: 'note' })).matching).toBe(1)
  })

  test('many changes do not stop the engine, and a link laid over a folder leads nowhere', async () => {
    await engine.run('a', idle())
    const many = rootfs('a', 'many')
    await exec('sh', ['-c', `mkdir ${many}; cd ${many}; seq 8000 | xargs touch`])
    symlinkSync('/etc', rootfs('a', 'out'))
    let longest = 0
    let last = performance.now()
    const beat = setInterval(() => {
      longest = Math.max(longest, performance.now() - last)
      last = performance.now()
    }, 1)
    const found = await changes('a', { limit: 1000 })
    clearInterval(beat)
    expect(found.total.added).toBeGreaterThan(7999)
    expect(found.entries).toHaveLength(1000)
    expect((await changes('a', { filter: '/out' })).entries).toMatchObject([{ type: 'link' }])
    expect(longest).toBeLessThan(1000)
  })
})

describe('a new image of a container', unless(skipReason), () => {
  test('has its changes as one layer more, and says what was asked for', async () => {
    await engine.run('a', idle())
    await changeAll('a')
    const phases: Progress[] = []
    const { image: made, notes } = await engine.client.call(
      'containers.commit',
      {
        ...ref('a'),
        name: 'team/mine:2',
        comment: 'as it was',
        config: { cmd: ['echo', 'a b'], env: ['A=b=c', 'PATH=/bin'], user: '', workingDir: '/srv' },
      },
      { onProgress: (value) => phases.push(value) },
    )
    expect(notes).toEqual([])
    expect((await engine.get('a')).state).toBe('running')
    expect(made).toMatchObject({
      names: ['team/mine:2'],
      config: {
        entrypoint: ['/bin/sh', '-c'],
        cmd: ['echo', 'a b'],
        env: ['A=b=c', 'PATH=/bin'],
        user: '',
        workingDir: '/srv',
      },
      usedBy: [],
    })
    expect(made.layers.slice(0, -1)).toEqual(image.layers)
    expect(made.history.slice(0, -1)).toEqual(image.history)
    expect(made.history.at(-1)).toMatchObject({
      createdBy: 'runcible: changes of container a',
      emptyLayer: false,
    })
    expectAll(unpacked(made))
    if (setcap) expect(await capsOf(unpacked(made, 'new'))).toContain('cap_net_raw')
    expect(phases.map(({ phase }) => phase)).toContain('unpacking')
    expect(await engine.call('images.list', {})).toEqual([
      made,
      expect.objectContaining({ id: image.id }),
    ])
    expect(engine.seen).toContainEqual({ name: 'image.changed', value: made })
    expect((await engine.call('images.check', { image: made.id })).ok).toBe(true)
    const config = readFileSync(state('images/blobs/sha256', made.id.slice(7)), 'utf8')
    expect(JSON.parse(config).config).toMatchObject({
      Labels: { kept: 'yes' },
      Volumes: { '/srv': {} },
    })
    // A container of it is as the other was, and the image below it is no longer needed.
    await engine.create('b', { source: { kind: 'image', image: 'team/mine:2' } })
    expectAll(rootfs('b'))
    await engine.destroy('a')
    await engine.call('images.remove', { image: image.id })
    expect((await engine.call('images.check', { image: made.id })).ok).toBe(true)
  })

  test('of one that changed nothing says other things alone; of a paused one it stays paused', async () => {
    await engine.run('a', idle())
    await engine.call('containers.pause', ref('a'))
    const journal = async () => JSON.stringify(await engine.call('journal.list', { limit: 500 }))
    const { image: made } = await commit('a', 'two', { config: { env: ['SECRET=dont tell'] } })
    expect((await engine.get('a')).state).toBe('paused')
    expect(made.config.env).toEqual(['SECRET=dont tell'])
    expect(await journal()).not.toContain('dont tell')
    const changed = (await changes('a')).matching > 0
    expect(made.layers).toHaveLength(image.layers.length + (changed ? 1 : 0))
    expect(made.history.at(-1)?.emptyLayer).toBe(!changed)
    expect(await failure(commit('a', '-x'))).toMatchObject({ code: 'invalid-input' })
    expect(await failure(commit('a', 'x', { config: { env: ['novalue'] } }))).toMatchObject({
      code: 'invalid-input',
      field: 'config.env.0',
    })
  })

  test('stands still while it is copied: what it writes is of one moment', async () => {
    await engine.run(
      'a',
      idle('i=0; while :; do i=$((i+1)); echo $i >> /one; echo $i >> /two; done'),
    )
    await expect.poll(() => existsSync(rootfs('a', 'two'))).toBe(true)
    writeFileSync(rootfs('a', 'big'), Buffer.alloc(30_000_000, 'x'))
    const { image: made } = await commit('a', 'still')
    const [one, two] = ['one', 'two'].map((name) =>
      Number(readFileSync(unpacked(made, name), 'utf8').trim().split('\n').at(-1)),
    )
    expect((one ?? 0) - (two ?? 0)).toBeLessThanOrEqual(1)
    const later = readFileSync(rootfs('a', 'one'), 'utf8')
    await expect.poll(() => readFileSync(rootfs('a', 'one'), 'utf8')).not.toBe(later)
  })

  test('that is cancelled leaves nothing, and its container as it was', async () => {
    await engine.run('a', idle())
    writeFileSync(rootfs('a', 'big'), Buffer.alloc(30_000_000, 'x'))
    for (const at of ['looking', 'packing', 'checking', 'unpacking']) {
      const cancel = new AbortController()
      const given = engine.client.call(
        'containers.commit',
        { ...ref('a'), name: 'x' },
        { signal: cancel.signal, onProgress: ({ phase }) => phase === at && cancel.abort() },
      )
      const outcome = await given.then(
        () => 'done',
        (error) => error.code,
      )
      // A phase may be over before it was told of.
      if (outcome === 'done')
        await engine.call('images.remove', {
          image: (await engine.call('images.list', {}))[0]?.id ?? '',
        })
      else expect(outcome).toBe('cancelled')
      await expect
        .poll(() => names(state('images')).filter((name) => name.startsWith('.')))
        .toEqual([])
      expect((await engine.get('a')).state).toBe('running')
      expect(await engine.call('images.list', {})).toHaveLength(1)
    }
    await engine.kill('a')
    await engine.ended('a')
  })
})

describe('an engine that is killed while it makes an image', unless(skipReason), () => {
  test.each(['copying', 'packing', 'unpacking'])(
    '%s: no image, nothing left, its container runs on',
    async (phase) => {
      await engine.run('a', idle('i=0; while :; do i=$((i+1)); echo $i > /one; sleep 0.05; done'))
      writeFileSync(rootfs('a', 'big'), randomBytes(30_000_000))
      await engine.stop()
      const dying = await killable(engine.place.folders)
      const reached = new Promise<void>((resolve) => {
        dying.client
          .call(
            'containers.commit',
            { ...ref('a'), name: 'x' },
            { onProgress: (value) => value.phase === phase && resolve() },
          )
          .catch(() => {})
      })
      await reached
      await dying.stop()
      await engine.start()
      expect((await engine.call('images.list', {})).map(({ id }) => id)).toEqual([image.id])
      await expect
        .poll(() => names(state('images')).filter((name) => name.startsWith('.')))
        .toEqual([])
      expect((await engine.get('a')).state).toBe('running')
      const now = readFileSync(rootfs('a', 'one'), 'utf8')
      await expect.poll(() => readFileSync(rootfs('a', 'one'), 'utf8')).not.toBe(now)
    },
  )
})

describe('written out', unless(skipReason), () => {
  test('as an archive, podman has the same files of it', unless(withoutPodman), async () => {
    await engine.create('a', idle())
    await changeAll('a')
    const archive = place('a.tar')
    const exported = await engine.call('containers.export', {
      ...ref('a'),
      form: 'archive',
      path: archive,
    })
    expect(exported).toEqual({ path: archive, bytes: lstatSync(archive).size, notes: [] })
    expect(await engine.call('images.list', {})).toHaveLength(1)
    const other = new Podman(place('podman'), 'outgoing')
    try {
      const loaded = await other.call('load', '--input', archive)
      const [, name = ''] = /Loaded image: (\S+)/.exec(loaded) ?? []
      const mounted = await other.call('image', 'mount', name)
      expectAll(mounted)
      if (setcap) expect(await capsOf(join(mounted, 'new'))).toContain('cap_net_raw')
      const said = await other.call('inspect', '--format', '{{.Config.Env}} {{.Config.User}}', name)
      expect(said).toContain('GREETING=hi')
      expect(said).toContain('web')
    } finally {
      await other.clear()
    }
    // And it comes back to us.
    const back = await engine.call('images.import', { source: { kind: 'path', path: archive } })
    expectAll(unpacked(back))
  })

  test('an image as an archive is the image itself', async () => {
    const path = place('web.tar')
    await engine.call('images.export', { image: image.id, path })
    await engine.call('images.remove', { image: image.id })
    const back = await engine.call('images.import', { source: { kind: 'path', path } })
    expect(back).toMatchObject({ id: image.id, manifest: image.manifest, names: ['web:1'] })
  })

  test('as a bundle, plain runc runs it', async () => {
    await engine.create('a', {
      ...idle('cat /new; cat /srv/page; ls /old; echo end'),
      stdin: 'none',
    })
    await changeAll('a')
    const path = place('bundle')
    const told: Progress[] = []
    const { bytes, notes } = await engine.client.call(
      'containers.export',
      { ...ref('a'), form: 'bundle', path },
      { onProgress: (value) => told.push(value) },
    )
    expect(told.length).toBeGreaterThan(0)
    for (const { phase, done, total = 0, unit } of told) {
      expect([phase, unit]).toEqual(['copying the root filesystem', 'bytes'])
      expect(done).toBeLessThanOrEqual(total)
    }
    // The image declares it as a volume: what is in that lies over what is below.
    expect(notes).toEqual(['/srv is a copy of what was mounted there.'])
    expect(bytes).toBeGreaterThan(100_000)
    expectAll(join(path, 'rootfs'))
    if (setcap) expect(await capsOf(join(path, 'rootfs/new'))).toContain('cap_net_raw')
    expect(names(path).sort()).toEqual(['config.json', 'mounts', 'rootfs'])
    await engine.destroy('a')
    await engine.call('images.remove', { image: image.id })
    const { stdout } = await exec('runc', [
      '--root',
      place('runc'),
      'run',
      '--bundle',
      path,
      'plain-1',
    ])
    expect(stdout).toBe('newhello\nfour\nend\n')
  })

  test('a path that cannot be is refused with words, and nothing is left', async () => {
    await engine.create('a', idle())
    writeFileSync(place('file'), 'mine')
    mkdirSync(place('there'))
    symlinkSync(place('nowhere'), place('dangling'))
    const wrong = async (path: string, form: 'archive' | 'bundle' = 'bundle') =>
      failure(engine.call('containers.export', { ...ref('a'), form, path }))
    expect(await wrong(place('file'))).toMatchObject({ code: 'already-exists', field: 'path' })
    expect(await wrong(place('there'))).toMatchObject({ code: 'already-exists' })
    expect(await wrong(place('dangling'))).toMatchObject({ code: 'already-exists' })
    expect(await wrong(place('none/x'))).toMatchObject({ code: 'not-found', field: 'path' })
    expect(await wrong(place('file/x'))).toMatchObject({ code: 'invalid-input' })
    expect(await wrong('/')).toMatchObject({ code: 'invalid-input' })
    expect(await wrong(`${place('there')}/..`)).toMatchObject({ code: 'invalid-input' })
    expect(await wrong(state('x'))).toMatchObject({ code: 'invalid-input' })
    expect(await wrong(rootfs('a', 'x'))).toMatchObject({ code: 'invalid-input' })
    expect(await wrong(place('a:b.tar'), 'archive')).toMatchObject({ code: 'invalid-input' })
    expect(await wrong('/proc/x')).toMatchObject({ field: 'path' })
    expect(readFileSync(place('file'), 'utf8')).toBe('mine')
    expect(names(place('there'))).toEqual([])
    expect([partials(place()), names(state('exports'))]).toEqual([[], []])
  })

  test('cancelled, or its engine killed in it: nothing half is left', async () => {
    await engine.create('a', idle())
    writeFileSync(rootfs('a', 'big'), Buffer.alloc(100_000_000, 'x'))
    for (const form of ['archive', 'bundle'] as const) {
      const cancel = new AbortController()
      const given = engine.client.call(
        'containers.export',
        { ...ref('a'), form, path: place('out') },
        {
          signal: cancel.signal,
          onProgress: ({ phase }) => /archive|root/.test(phase) && cancel.abort(),
        },
      )
      expect(await failure(given)).toMatchObject({ code: 'cancelled' })
      await expect.poll(() => [partials(place()), existsSync(place('out'))]).toEqual([[], false])
    }
    await engine.stop()
    const partial = place('.out.runcible-0123456789abcdef')
    mkdirSync(join(partial, 'rootfs'), { recursive: true })
    writeFileSync(state('exports/0123456789abcdef'), partial)
    mkdirSync(place('precious'))
    writeFileSync(state('exports/other'), place('precious'))
    await engine.start()
    expect([existsSync(partial), existsSync(place('precious')), names(state('exports'))]).toEqual([
      false,
      true,
      [],
    ])
    await removeFolder(place('precious'))
  })
})
