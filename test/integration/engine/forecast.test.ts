import { existsSync, mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cgroupVersion } from '../../../electron/engine/runtime/cgroup.ts'
import { makeBundle } from '../../support/rootfs.ts'
import {
  failure,
  IDLE,
  ref,
  script,
  skipReason,
  TestEngine,
  type Wanted,
} from '../../support/test-engine.ts'
import { unless, withoutRoot } from '../../support/unless.ts'
import { until } from '../../support/until.ts'

let engine: TestEngine
beforeEach(async () => {
  engine = await TestEngine.open()
})
afterEach(() => engine.clear())

const foresee = () => engine.call('checkpoints.foresee', ref('c'))

/** What it would meet, once that is as many as `count`. */
async function found(count: number) {
  const met = async () => (await foresee()).findings.filter(({ kind }) => kind !== 'left')
  await until(async () => (await met()).length === count, `${count} findings`)
  return met()
}

const PERL_MOUNTS = ['/usr', '/lib', '/lib64'].map(
  (path) => ({ kind: 'bind', source: path, destination: path, readonly: true }) as const,
)

/** A container that runs a script in the machine's own perl. */
function perl(text: string, mounts: Wanted['mounts'] = []) {
  const args = ['/usr/bin/perl', '-MIO::Socket::INET', '-MIO::Socket::UNIX', '-e', text]
  const process = { args, terminal: false }
  return engine.run('c', { ...IDLE, process, mounts: [...PERL_MOUNTS, ...mounts] })
}

describe('what a checkpoint would meet', unless(skipReason || withoutRoot), () => {
  test('nothing, in a container that waits; how much it is', async () => {
    await engine.run('c', IDLE)
    const { findings, memory, takes } = await foresee()
    expect(findings).toEqual([])
    expect(memory).toBeGreaterThan(0)
    expect(memory).toBeLessThan(10 * 2 ** 20)
    expect(takes).toBeGreaterThanOrEqual(250)
    expect(takes).toBeLessThan(1000)
  })

  test('a lock and a connection: the options that it names are the ones that it takes', async () => {
    const text = `open L, ">/tmp/lock"; flock L, 2 or die;
      $l = IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1:7000") or die;
      $c = IO::Socket::INET->new(PeerAddr => "127.0.0.1:7000") or die; $s = $l->accept; sleep 1 while 1`
    await perl(text)
    const findings = await found(2)
    expect(findings.map(({ option }) => option)).toEqual(['allowOpenTcp', 'fileLocks'])
    // Both ends are inside.
    expect(findings[0]?.message).toBe('2 TCP connections are established')
    expect(findings[1]?.message).toBe('file locks are held by perl')
    expect((await failure(engine.checkpoint('c'))).code).toBe('checkpoint-failed')
    const taken = await engine.checkpoint('c', { allowOpenTcp: true, fileLocks: true })
    expect(taken.restorable).toBe(true)
  })

  test('a large file that is deleted and open: an option takes it along, and a small one needs none', async () => {
    const open = (fd: number, size: string) =>
      `dd if=/dev/zero of=/f${fd} bs=${size} count=3 2> /dev/null; exec ${fd}< /f${fd}; rm /f${fd};`
    await engine.run('c', script(`${open(5, '1M')} ${open(6, '1k')} exec sleep 1000`))
    const [finding] = await found(1)
    expect(finding).toMatchObject({
      message: '/f5 is deleted and still open, with 3145728 bytes',
      option: 'largeDeletedFiles',
    })
    expect((await failure(engine.checkpoint('c'))).remedy?.option).toBe('largeDeletedFiles')
    const taken = await engine.checkpoint('c', { largeDeletedFiles: true })
    expect(taken.restorable).toBe(true)
  })

  test('a unix socket to the outside is told of, and none between two of its own', async () => {
    const share = engine.place.path('share')
    mkdirSync(share)
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(join(share, 's s'), resolve))
    const mount = { kind: 'bind', source: share, destination: '/share', readonly: false } as const
    await perl(
      `socketpair(A, B, AF_UNIX, SOCK_STREAM, 0) or die; $c = IO::Socket::UNIX->new(Peer => "/share/s s") or die;
      $l = IO::Socket::UNIX->new(Local => "/tmp/l", Listen => 1); $d = IO::Socket::UNIX->new(Peer => "/tmp/l"); $e = $l->accept;
      sleep 1 while 1`,
      [mount],
    )
    const [finding] = await found(1)
    expect(finding).toMatchObject({
      message: 'a unix socket leads to a process outside the container',
      kind: 'refused',
      option: null,
    })
    expect((await failure(engine.checkpoint('c'))).message).toContain('unix socket')
    await engine.destroy('c')
    await new Promise((resolve) => server.close(resolve))
  })

  test('volumes and what is of the host are left behind, and that is said', async () => {
    await engine.call('volumes.create', { name: 'data' })
    const volume = { kind: 'volume', name: 'data', destination: '/data' } as const
    const folder = { kind: 'bind', source: '/usr', destination: '/host' } as const
    await engine.run('c', { ...IDLE, mounts: [volume, folder] })
    expect((await foresee()).findings).toEqual([
      {
        message: 'left behind: the volume data at /data, /usr of the host at /host',
        hint: expect.stringContaining('as they are by then'),
        kind: 'left',
        option: null,
      },
    ])
    const taken = await engine.checkpoint('c')
    expect(taken.leftOut.map(({ what }) => what)).toEqual(['data', '/usr'])
    await engine.call('checkpoints.delete', { checkpoint: taken.id })
    await engine.destroy('c')
    await engine.call('volumes.remove', { name: 'data' })
  })

  test('a folder that it uses as it is, which an option takes along; nothing chooses that by itself', async () => {
    const path = await makeBundle(engine.place.path('bundle'), (spec) => {
      spec.process.args = ['sleep', '1000']
    })
    await engine.run('c', { source: { kind: 'bundle', path }, stdin: 'none' })
    expect((await foresee()).findings).toEqual([
      {
        message: `left behind: ${join(path, 'rootfs')}, its root filesystem`,
        hint: expect.stringContaining('as they are by then'),
        kind: 'left',
        option: 'copyFiles',
      },
    ])
    const clone = await engine.call('containers.clone', { ...ref('c'), as: 'd' })
    const { checkpoints } = await engine.call('engine.snapshot', {})
    expect(checkpoints.map(({ rootfs }) => rootfs)).toEqual([null])
    expect(clone.rootfs).toBe(join(path, 'rootfs'))
  })

  test('a process that a signal has stopped: CRIU would wait for it without end on v1, and takes it on v2', async () => {
    const { rootfs } = await engine.run(
      'c',
      script('sleep 1000 & sleep 0.3; kill -STOP $!; sleep 0.1; touch /stopped; sleep 1000'),
    )
    await until(() => existsSync(`${rootfs}/stopped`), 'a stopped process')
    if (cgroupVersion() === 'v2') {
      expect((await foresee()).findings).toEqual([])
      expect((await engine.checkpoint('c')).processes).toContain('sleep')
      return
    }
    expect((await foresee()).findings).toMatchObject([
      { kind: 'refused', message: 'stopped by a signal: sleep' },
    ])
    for (const exit of [false, true]) {
      const { code, message } = await failure(engine.checkpoint('c', { exit }))
      expect([code, message]).toEqual([
        'failed-precondition',
        'no checkpoint can be taken of what is stopped by a signal: sleep',
      ])
    }
    expect((await engine.get('c')).state).toBe('running')
  })

  test('a paused one can be looked at; one that has ended is refused', async () => {
    await engine.run('c', IDLE)
    await engine.call('containers.pause', ref('c'))
    expect((await foresee()).findings).toEqual([])
    await engine.call('containers.resume', ref('c'))
    await engine.kill('c')
    await engine.ended('c')
    expect((await failure(foresee())).code).toBe('failed-precondition')
  })
})
