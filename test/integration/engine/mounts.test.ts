import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CreateInput } from '../../../shared/model.ts'
import { ask } from '../../support/ask.ts'
import { makeRootfs } from '../../support/rootfs.ts'
import {
  failure,
  ref,
  script,
  skipReason,
  TestEngine,
  type Wanted,
} from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'

let engine: TestEngine
beforeEach(async () => {
  engine = await TestEngine.open()
})
afterEach(() => engine.clear())

const WAIT = 'while :; do sleep 0.05; done'
const waiting = (rest: Partial<CreateInput>): Wanted => script(WAIT, rest)
const place = (...parts: string[]) => engine.place.path(...parts)
const inVolumes = (...parts: string[]) => join(engine.place.folders.state, 'volumes', ...parts)

/** A folder of the host's below the test's own. */
function folder(name: string, files: Record<string, string> = {}): string {
  mkdirSync(place(name), { recursive: true })
  for (const [file, text] of Object.entries(files)) writeFileSync(place(name, file), text)
  return place(name)
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
        await ask(
          engine,
          'c',
          'cat /ro/f /etc/file; touch /ro/x; touch /ro/below/x; echo > /etc/file',
        ),
      ).toBe(
        [
          'herea filetouch: /ro/x: Read-only file system',
          'touch: /ro/below/x: Read-only file system',
          "/bin/sh: can't create /etc/file: Read-only file system",
        ].join('\n'),
      )
      await ask(engine, 'c', 'echo inside > /rw/g; touch /rw/below/h')
      expect(readFileSync(place('data/g'), 'utf8')).toBe('inside\n')
      expect(readdirSync(place('data/below'))).toEqual([])
      expect(
        await ask(
          engine,
          'c',
          'stat -c %a /t; dd if=/dev/zero of=/t/big bs=64k count=100 2>/dev/null; stat -c %s /t/big',
        ),
      ).toBe('750\n1048576')
      expect(
        await ask(
          engine,
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
    expect(await ask(engine, 'c', 'exec 3</dev/given && echo read')).toBe('read')
    expect(await ask(engine, 'c', '(exec 3<>/dev/given)')).toMatch(/Operation not permitted/)
    expect(await ask(engine, 'c', `ls ${device}`)).toMatch(/No such file/)
    // A node that somebody else left there.
    const { rootfs } = await engine.get('c')
    execFileSync('mknod', [join(rootfs, 'disk'), 'b', '7', '0'])
    expect(await ask(engine, 'c', 'head -c 1 /disk')).toMatch(/Operation not permitted/)
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
      await ask(engine, 'c', `cat ${outside}/a/f ${outside}/x; head -c 2 ${outside}/zero | wc -c`),
    ).toBe('datasingle2')
    await engine.run(
      'd',
      waiting({
        source: { kind: 'rootfs', path: rootfs },
        mounts: [{ kind: 'tmpfs', destination: `/magic${outside}/y` }],
      }),
    )
    expect(await ask(engine, 'd', `grep -c " ${outside}/y " /proc/self/mountinfo`)).toBe('1')
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
      expect(await ask(engine, 'c', 'cat /slave/late/f; ls /private/late')).toBe('late')
    } finally {
      await engine.destroy('c').catch(() => {})
      execFileSync('umount', ['--recursive', shared])
    }
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
    await ask(engine, 'a', 'echo then > /t/note; echo kept > /v/note')
    const checkpoint = await engine.checkpoint('a')
    await ask(engine, 'a', 'echo later > /t/note; echo later > /v/note')
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
          engine,
          id,
          'cat /t/note /v/note /h/f /etc/file; touch /h/x; head -c 2 /dev/nothing | wc -c',
        ),
      ).toBe('then\nlater\nhostfiletouch: /h/x: Read-only file system\n2')
    }
    await ask(engine, 'b', 'echo b > /t/note')
    expect(await ask(engine, 'a', 'cat /t/note')).toBe('then')
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
