import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { askShell } from '../../support/ask.ts'
import { busyboxLayer, makeLayout, SECOND_LAYER } from '../../support/images.ts'
import { makeBundle } from '../../support/rootfs.ts'
import { failure, names, ref, TestEngine, type Wanted } from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import {
  bring,
  ctl,
  exec,
  exportTo,
  look,
  readJson,
  skipReason,
  unpacked,
  withoutCheckpointctl,
} from './archive-rig.ts'

let engine: TestEngine
beforeEach(async () => {
  engine = await TestEngine.open()
})
afterEach(() => engine.clear())

const SHELL: Wanted = { process: { terminal: true } }
const place = (...parts: string[]) => engine.place.path(...parts)
const store = () => names(join(engine.place.folders.state, 'checkpoints'))
const checkpoints = async () => (await engine.call('engine.snapshot', {})).checkpoints
const from = (id: string): Wanted => ({ source: { kind: 'checkpoint', checkpoint: id } })

describe('a moment as one file', unless(skipReason), () => {
  test('is exported, deleted, brought in and restored: memory, files and what is told of it', async () => {
    await engine.run('c', { ...SHELL, hostname: 'sea', limits: {} })
    await askShell(
      engine,
      'c',
      'X=42; echo then > /note; chmod 640 /note; mkfifo /pipe; exec 7>/gone; rm /gone',
    )
    const taken = await engine.checkpoint('c', { name: 'with X', exit: true })
    const noted = await engine.call('checkpoints.edit', {
      checkpoint: taken.id,
      change: { note: 'two\nlines', pinned: true },
    })
    await engine.ended('c')
    const path = place('x.tar.zst')
    const written = await exportTo(engine, taken.id, path)
    expect(written).toMatchObject({ path, bytes: statSync(path).size, notes: [] })
    await engine.call('checkpoints.delete', { checkpoint: taken.id })
    await engine.destroy('c')

    const seen = await look(engine, path)
    expect(seen).toMatchObject({
      engine: 'runcible',
      name: 'with X',
      note: 'two\nlines',
      container: 'c',
      args: ['/bin/sh'],
      hostname: 'sea',
      terminal: true,
      files: 'whole',
      image: null,
      wants: [],
      problem: '',
      lastLines: noted.lastLines,
    })
    expect(store()).toEqual([])
    const imported = await bring(engine, { path, seen: seen.seen })
    const { id, imagePath, workPath, rootfs, size, ...told } = imported
    const { id: _id, imagePath: _i, workPath: _w, rootfs: _r, size: _s, ...was } = noted
    expect(told).toEqual({ ...was, trigger: 'import' })
    expect(await checkpoints()).toEqual([imported])
    expect(names(join(engine.place.folders.state, 'checkpoints', id)).sort()).toEqual(
      [
        'checkpoint.json',
        'config.json',
        'console.log',
        'console.log.size',
        'images',
        'rootfs',
        'screen.ansi',
        'work',
      ].sort(),
    )
    await engine.restart()
    await engine.run('d', from(id))
    expect(
      await askShell(
        engine,
        'd',
        'echo $X; cat /note; stat -c %a /note; test -p /pipe && echo fifo; hostname',
      ),
    ).toBe('42\nthen\n640\nfifo\nsea')
  })

  test('of a container of an image: its changes alone, what it removed, and the image by its id', async () => {
    const layout = makeLayout(place('layout'), {
      'web:1': {
        layers: [
          [...(await busyboxLayer()), { name: 'keep/' }, { name: 'keep/a', content: 'a' }],
          SECOND_LAYER,
        ],
      },
    })
    const image = await engine.call('images.import', { source: { kind: 'path', path: layout } })
    // The bytes of a name need be no text.
    const files = join(engine.place.folders.state, 'images', image.id.slice(7), 'bundle/rootfs')
    writeFileSync(Buffer.from(`${files}/keep/x\xff`, 'latin1'), '')
    const source = { kind: 'image', image: 'web:1' } as const
    await engine.run('c', { source, process: { args: ['/bin/sh'], terminal: true, user: 'root' } })
    await askShell(
      engine,
      'c',
      'X=7; rm /srv/page /keep/a /keep/x*; rm -r /old; echo new > /new; : > /keep/b',
    )
    const taken = await engine.checkpoint('c')
    const path = place('x.tar.zst')
    await exportTo(engine, taken.id, path)
    const parts = await unpacked(path, place('parts'))
    expect(readJson(parts, 'deleted.files').sort()).toEqual(['/keep/a', '/old', '/srv/page'])
    const { stdout } = await exec('tar', ['tf', join(parts, 'rootfs-diff.tar')])
    expect(stdout.split('\n')).toEqual(expect.arrayContaining(['./new', './keep/b']))
    expect(stdout).not.toContain('.wh.')
    expect(await look(engine, path)).toMatchObject({
      files: 'changes',
      image: { name: 'web:1', here: image.id },
    })
    const imported = await bring(engine, { path, name: 'once more' })
    expect(imported.name).toBe('once more')
    await engine.run('d', from(imported.id))
    const listed = 'echo $X; ls /srv /keep; test -e /old || echo gone; cat /new'
    expect(await askShell(engine, 'd', listed)).toBe('7\n/keep:\nb\n\n/srv:\ngone\nnew')
    await engine.destroy('d')
    await engine.call('checkpoints.delete', { checkpoint: imported.id })
    await engine.destroy('c')
    await engine.call('checkpoints.delete', { checkpoint: taken.id })

    // Without the image: said; over a folder of its files: the same.
    const base = place('base')
    await exec('cp', ['-a', files, base])
    await engine.call('images.remove', { image: image.id })
    expect(await failure(bring(engine, { path }))).toMatchObject({
      code: 'failed-precondition',
      message: 'the image that it was made of is not here: web:1',
      field: 'image',
    })
    expect(store()).toEqual([])
    const merged = await bring(engine, { path, rootfs: base })
    await engine.run('e', from(merged.id))
    expect(await askShell(engine, 'e', listed)).toBe('7\n/keep:\nb\n\n/srv:\ngone\nnew')
    expect(readFileSync(join(base, 'keep/a'), 'utf8')).toBe('a')
  })

  test('of a container on a folder of the machine’s: the import asks for it, and copies it', async () => {
    const bundle = await makeBundle(place('bundle'), ({ process }) => {
      process.terminal = true
    })
    await engine.run('c', { source: { kind: 'bundle', path: bundle } })
    await askShell(engine, 'c', 'X=9; echo 1 > /file')
    const taken = await engine.checkpoint('c')
    const path = place('x.tar.zst')
    expect((await exportTo(engine, taken.id, path)).notes).toEqual([
      expect.stringContaining('a folder of this machine and not in it'),
    ])
    const { rootfs, wants } = await look(engine, path)
    expect(rootfs).toBe(join(bundle, 'rootfs'))
    const allow = wants.map(({ key }) => key)
    expect(await failure(bring(engine, { path, allow }))).toMatchObject({ field: 'rootfs' })
    const imported = await bring(engine, { path, rootfs, allow })
    await engine.run('d', from(imported.id))
    await askShell(engine, 'd', 'echo 2 > /file')
    expect(await askShell(engine, 'd', 'echo $X')).toBe('9')
    expect(readFileSync(join(rootfs, 'file'), 'utf8')).toBe('1\n')
  })

  test('wants what must be allowed: a folder of the host, and a filter less', async () => {
    writeFileSync(place('secret'), 'kept')
    await engine.run('c', {
      ...SHELL,
      mounts: [{ kind: 'bind', source: place('secret'), destination: '/secret' }],
      security: { capabilities: { add: ['SYS_TIME'], drop: [] }, noNewPrivileges: true },
    } as Wanted)
    const taken = await engine.checkpoint('c')
    const path = place('x.tar.zst')
    const { notes } = await exportTo(engine, taken.id, path)
    expect(notes).toEqual([expect.stringContaining(`${place('secret')}, mounted at /secret`)])
    const { wants } = await look(engine, path)
    expect(wants.map(({ what }) => what)).toEqual([
      `${place('secret')} of this machine, at /secret`,
      'more capabilities: CAP_SYS_TIME',
    ])
    const before = store()
    expect(await failure(bring(engine, { path, allow: [wants[0]?.key ?? ''] }))).toMatchObject({
      code: 'failed-precondition',
      field: 'allow',
      message: 'it wants what was not allowed: more capabilities: CAP_SYS_TIME',
    })
    expect(store()).toEqual(before)
    const imported = await bring(engine, { path, allow: wants.map(({ key }) => key) })
    await engine.run('d', from(imported.id))
    expect(await askShell(engine, 'd', 'cat /secret')).toBe('kept')
  })

  test('is refused where it cannot be written, and leaves nothing; nor does one that is cancelled', async () => {
    await engine.run('c', SHELL)
    const { id } = await engine.checkpoint('c')
    await exportTo(engine, id, place('there'))
    expect(await failure(exportTo(engine, id, place('there')))).toMatchObject({
      code: 'already-exists',
      field: 'path',
    })
    const cancel = new AbortController()
    const call = engine.client.call(
      'checkpoints.export',
      { checkpoint: id, path: place('never') },
      { signal: cancel.signal, onProgress: () => cancel.abort() },
    )
    expect(await failure(call)).toMatchObject({ code: 'cancelled' })
    expect(names(engine.place.folder).filter((name) => name.includes('never'))).toEqual([])
    const importing = new AbortController()
    const before = store()
    const bringing = engine.client.call(
      'checkpoints.import',
      { path: place('there') },
      { signal: importing.signal, onProgress: () => importing.abort() },
    )
    expect(await failure(bringing)).toMatchObject({ code: 'cancelled' })
    expect(store()).toEqual(before)
    expect(readdirSync(join(engine.place.folders.state, 'exports'))).toEqual([])
  })
})

describe('checkpointctl', unless(skipReason || withoutCheckpointctl), () => {
  test('shows and inspects what we export', async () => {
    await engine.run('c', SHELL)
    await askShell(engine, 'c', 'sleep 1000 & X=1')
    const { id } = await engine.checkpoint('c')
    const path = place('x.tar.zst')
    await exportTo(engine, id, path)
    const shown = await ctl('show', path)
    expect(shown).toMatch(/^c +c +runc +\d{4}-.* Podman +[\d.]+ KiB +[\d.]+ MiB/m)
    const [told] = JSON.parse(await ctl('inspect', path, '--all', '--format', 'json'))
    expect(told).toMatchObject({
      container_name: 'c',
      id: 'c',
      runtime: 'runc',
      process_tree: { pid: 1, command: 'sh', children: [{ command: 'sleep' }] },
    })
    expect(told.statistics.frozen_time).toBeGreaterThan(0)
    expect(told.mounts.length).toBeGreaterThan(3)
    expect(ref('c').id).toBe('c')
  })
})
