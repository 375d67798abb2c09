import { execFileSync } from 'node:child_process'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { which } from '../../../electron/engine/runtime/which.ts'
import type { CreateInput, Image } from '../../../shared/model.ts'
import { busyboxLayer, makeLayout } from '../../support/images.ts'
import { makeRootfs } from '../../support/rootfs.ts'
import {
  failure,
  names,
  ref,
  script,
  skipReason,
  TestEngine,
  type Wanted,
} from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { until } from '../../support/until.ts'
import { Viewer } from '../../support/viewer.ts'

let engine: TestEngine
beforeEach(async () => {
  engine = await TestEngine.open()
})
afterEach(() => engine.clear())

const WAIT = 'while :; do sleep 0.05; done'
const waiting = (rest: Partial<CreateInput>): Wanted => script(WAIT, rest)
const volumes = () => engine.call('volumes.list', {})
const place = (...parts: string[]) => engine.place.path(...parts)
const inVolumes = (...parts: string[]) => join(engine.place.folders.state, 'volumes', ...parts)

/** A folder of the host's below the test's own. */
function folder(name: string, files: Record<string, string> = {}): string {
  mkdirSync(place(name), { recursive: true })
  for (const [file, text] of Object.entries(files)) writeFileSync(place(name, file), text)
  return place(name)
}

/** What a command inside prints, its failures too. */
async function ask(id: string, text: string): Promise<string> {
  const { id: exec } = await engine.exec(id, '/bin/sh', '-c', `{ ${text}; } 2>&1; echo over`)
  const viewer = await Viewer.open(engine.client, { kind: 'exec', ...ref(id), exec })
  await viewer.shows(/over\r?\n/)
  const said = viewer.text.replaceAll('\r', '')
  viewer.close()
  await engine.execEnded(id, exec)
  return said.slice(0, said.lastIndexOf('over')).trim()
}

async function end(id: string): Promise<void> {
  await engine.kill(id)
  await engine.ended(id)
}

/** One that runc gives to nobody by itself. */
const device = ['/dev/fuse', '/dev/loop-control', '/dev/kvm'].find((path) => existsSync(path)) ?? ''
const noDevice = device ? '' : 'has no device to give'

describe('mounts and devices as runc makes them', unless(skipReason), () => {
  test('read-only is read-only, all the way down; tmpfs is bounded; the preview is what is used', async () => {
    const data = folder('data', { f: 'here' })
    folder('data/below')
    writeFileSync(place('file'), 'a file')
    execFileSync('mount', ['-t', 'tmpfs', 'none', place('data/below')])
    try {
      const request = waiting({
        mounts: [
          { kind: 'bind', source: data, destination: '/ro', readonly: true },
          { kind: 'bind', source: data, destination: '/rw', recursive: false },
          { kind: 'bind', source: place('file'), destination: '/etc/file', readonly: true },
          { kind: 'tmpfs', destination: '/t', size: 1024 * 1024, mode: 0o750 },
        ],
      })
      const preview = await engine.call('containers.preview', {
        ...ref('c'),
        source: { kind: 'starter' },
        ...request,
      })
      await engine.run('c', request)
      expect((await engine.call('containers.config', ref('c'))).config).toBe(preview.config)
      expect(
        await ask('c', 'cat /ro/f /etc/file; touch /ro/x; touch /ro/below/x; echo > /etc/file'),
      ).toBe(
        [
          'herea filetouch: /ro/x: Read-only file system',
          'touch: /ro/below/x: Read-only file system',
          "/bin/sh: can't create /etc/file: Read-only file system",
        ].join('\n'),
      )
      await ask('c', 'echo inside > /rw/g; touch /rw/below/h')
      expect(readFileSync(place('data/g'), 'utf8')).toBe('inside\n')
      expect(readdirSync(place('data/below'))).toEqual([])
      expect(
        await ask(
          'c',
          'stat -c %a /t; dd if=/dev/zero of=/t/big bs=64k count=100 2>/dev/null; stat -c %s /t/big',
        ),
      ).toBe('750\n1048576')
      expect(
        await ask(
          'c',
          'echo "#!/bin/sh" > /rw/s; chmod 4755 /rw/s; grep " /rw " /proc/self/mountinfo',
        ),
      ).toMatch(/nosuid,nodev/)
    } finally {
      await engine.destroy('c').catch(() => {})
      execFileSync('umount', [place('data/below')])
    }
  })

  test('a device may be used as it was given, and no other', unless(noDevice), async () => {
    await engine.run(
      'c',
      waiting({ devices: [{ path: device, containerPath: '/dev/given', permissions: 'r' }] }),
    )
    expect(await ask('c', 'exec 3</dev/given && echo read')).toBe('read')
    expect(await ask('c', '(exec 3<>/dev/given)')).toMatch(/Operation not permitted/)
    expect(await ask('c', `ls ${device}`)).toMatch(/No such file/)
    // A node that somebody else left there.
    const { rootfs } = await engine.get('c')
    execFileSync('mknod', [join(rootfs, 'disk'), 'b', '7', '0'])
    expect(await ask('c', 'head -c 1 /disk')).toMatch(/Operation not permitted/)
  })

  test('a root filesystem full of links leads nothing out of it', async () => {
    const rootfs = await makeRootfs(place('hostile'))
    const outside = folder('outside')
    symlinkSync(outside, join(rootfs, 'absolute'))
    symlinkSync(`../../../../../../../..${outside}`, join(rootfs, 'relative'))
    symlinkSync('/proc/1/root', join(rootfs, 'magic'))
    symlinkSync(outside, join(rootfs, 'etc/file'))
    const data = folder('data', { f: 'data' })
    writeFileSync(place('single'), 'single')
    await engine.run(
      'c',
      waiting({
        source: { kind: 'rootfs', path: rootfs },
        mounts: [
          { kind: 'bind', source: data, destination: '/absolute/a' },
          { kind: 'volume', name: 'v', destination: '/relative/b' },
          { kind: 'tmpfs', destination: '/absolute/t' },
          { kind: 'bind', source: place('single'), destination: '/etc/file/x' },
        ],
        devices: [{ path: '/dev/zero', containerPath: '/absolute/zero' }],
      }),
    )
    expect(readdirSync(outside)).toEqual([])
    expect(
      await ask('c', `cat ${outside}/a/f ${outside}/x; head -c 2 ${outside}/zero | wc -c`),
    ).toBe('datasingle2')
    await engine.run(
      'd',
      waiting({
        source: { kind: 'rootfs', path: rootfs },
        mounts: [{ kind: 'tmpfs', destination: `/magic${outside}/y` }],
      }),
    )
    expect(await ask('d', `grep -c " ${outside}/y " /proc/self/mountinfo`)).toBe('1')
    expect(readdirSync(outside)).toEqual([])
  })

  test('what is mounted on the host later appears where that was asked for, and nowhere else', async () => {
    const shared = folder('shared')
    execFileSync('mount', ['-t', 'tmpfs', 'none', shared])
    try {
      mkdirSync(join(shared, 'late'))
      const slave: Wanted = waiting({
        mounts: [
          { kind: 'bind', source: shared, destination: '/slave', propagation: 'rslave' },
          { kind: 'bind', source: shared, destination: '/private' },
        ],
      })
      execFileSync('mount', ['--make-private', shared])
      expect(await failure(engine.create('c', slave))).toMatchObject({
        code: 'failed-precondition',
        field: 'mounts.0.propagation',
      })
      execFileSync('mount', ['--make-shared', shared])
      await engine.run('c', slave)
      execFileSync('mount', ['-t', 'tmpfs', 'none', join(shared, 'late')])
      writeFileSync(join(shared, 'late/f'), 'late')
      expect(await ask('c', 'cat /slave/late/f; ls /private/late')).toBe('late')
    } finally {
      await engine.destroy('c').catch(() => {})
      execFileSync('umount', ['--recursive', shared])
    }
  })
})

const noImages =
  skipReason || ((await which('skopeo')) && (await which('umoci')) ? '' : 'lacks skopeo or umoci')

describe('volumes', unless(noImages), () => {
  let image: Image
  beforeEach(async () => {
    const layout = makeLayout(place('layout'), {
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
  const ofImage = (rest: Partial<CreateInput> = {}) =>
    waiting({ source: { kind: 'image', image: image.id }, ...rest })

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
        'a',
        'cat /var/db/first; ls -ldn /var/db | cut -c 1-10; id -u; cat /proc/self/mountinfo | grep -c " /var/db "',
      ),
    ).toBe('from the imagedrwxr-x---\n0\n1')
    await ask('a', 'echo mine > /var/db/first')
    expect(await ask('b', 'cat /var/db/first')).toBe('from the image')
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
    expect(await ask('again', 'cat /var/db/first')).toBe('mine')
    // Another container of the same name, while a checkpoint still has the volume of the first.
    await engine.run('a', ofImage())
    expect(await ask('a', 'cat /var/db/first')).toBe('from the image')
    await engine.destroy('again')
    await engine.destroy('a')
    await engine.call('checkpoints.delete', { checkpoint: checkpoint.id })
    await until(async () => (await volumes()).length === 0, 'the last volume to go')
    expect(names(inVolumes())).toEqual([])
  })

  test('a named one stays, is filled once, is shared, and is not removed while it is used', async () => {
    const mounts = (readonly = false) => [
      { kind: 'volume' as const, name: 'data', destination: '/var/db', readonly },
    ]
    await engine.run('a', ofImage({ mounts: mounts() }))
    await ask('a', 'rm /var/db/first; echo kept > /var/db/second')
    await engine.run('b', ofImage({ mounts: mounts(true) }))
    expect(await ask('b', 'cat /var/db/second; touch /var/db/x; ls /var/db/first')).toMatch(
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
    expect(await ask('c', 'ls -A /var/db | wc -l')).toBe('1')
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
    expect(await ask('d', 'cat /logs/first; ls -A /srv | wc -l')).toBe('from the image0')
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
    expect(await ask('c', 'cat /var/db/first')).toBe('from the image')
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

    const precious = folder('precious', { f: 'x' })
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

describe('checkpoints of what has mounts', unless(skipReason), () => {
  test('binds and volumes are outside and stay as they are; tmpfs comes along; in place and in a second container', async () => {
    const data = folder('data', { f: 'host' })
    writeFileSync(place('file'), 'file')
    await engine.run(
      'a',
      script(`exec 3>/v/log; exec 4</h/f; exec 5</dev/nothing; ${WAIT}`, {
        mounts: [
          { kind: 'bind', source: data, destination: '/h', readonly: true },
          { kind: 'bind', source: place('file'), destination: '/etc/file' },
          { kind: 'tmpfs', destination: '/t', size: 4 * 1024 * 1024 },
          { kind: 'volume', name: 'v', destination: '/v' },
        ],
        devices: [{ path: '/dev/zero', containerPath: '/dev/nothing', permissions: 'r' }],
      }),
    )
    await ask('a', 'echo then > /t/note; echo kept > /v/note')
    const checkpoint = await engine.checkpoint('a')
    await ask('a', 'echo later > /t/note; echo later > /v/note')
    await end('a')
    const restore = () =>
      engine.call('containers.restore', { ...ref('a'), checkpoint: checkpoint.id })
    writeFileSync(inVolumes('v/data/log'), 'grown')
    expect(await failure(restore())).toMatchObject({
      message: 'the restore failed: /v/log has changed since the checkpoint (size 5, then 0)',
      hint: expect.stringContaining('no part of a checkpoint'),
    })
    writeFileSync(inVolumes('v/data/log'), '')
    await restore()
    await engine.run('b', { source: { kind: 'checkpoint', checkpoint: checkpoint.id } })
    for (const id of ['a', 'b']) {
      expect(
        await ask(
          id,
          'cat /t/note /v/note /h/f /etc/file; touch /h/x; head -c 2 /dev/nothing | wc -c',
        ),
      ).toBe('then\nlater\nhostfiletouch: /h/x: Read-only file system\n2')
    }
    await ask('b', 'echo b > /t/note')
    expect(await ask('a', 'cat /t/note')).toBe('then')
    expect(
      await failure(
        engine.create('d', {
          source: { kind: 'checkpoint', checkpoint: checkpoint.id },
          mounts: [{ kind: 'tmpfs', destination: '/x' }],
        }),
      ),
    ).toMatchObject({ code: 'invalid-input', field: 'mounts' })
    await end('a')
    await engine.destroy('b')
    renameSync(data, `${data}-gone`)
    expect(await failure(restore())).toMatchObject({
      code: 'failed-precondition',
      message: `${data}, which the container has at /h, is gone`,
    })
    await engine.destroy('a')
    expect(await failure(engine.call('volumes.remove', { name: 'v' }))).toMatchObject({
      message: `cannot remove volume v: checkpoint “${checkpoint.name}” uses it`,
    })
    await engine.call('checkpoints.delete', { checkpoint: checkpoint.id })
    await engine.call('volumes.remove', { name: 'v' })
  })

  test(
    'a device that is open cannot be taken along, and that is said',
    unless(noDevice),
    async () => {
      await engine.run('a', script(`exec 3<>${device}; ${WAIT}`, { devices: [{ path: device }] }))
      expect(await failure(engine.checkpoint('a'))).toMatchObject({
        code: 'checkpoint-failed',
        message: expect.stringMatching(
          /descriptor 3 of a process is the device \d+:\d+, which CRIU/,
        ),
        hint: expect.stringContaining('Close it'),
      })
      expect((await engine.get('a')).state).toBe('running')
    },
  )
})
