import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findPycriu } from '../../../electron/engine/runtime/crit.ts'
import type { CheckpointComparison } from '../../../shared/model.ts'
import { processesBeside } from '../../support/inside.ts'
import { failure, script, skipReason, TestEngine, TOOLS } from '../../support/test-engine.ts'
import { unless, without } from '../../support/unless.ts'
import { until } from '../../support/until.ts'
import { UNUSUAL } from '../../support/unusual.ts'
import * as images from '../outgoing/rig.ts'

const pycriu = await findPycriu(join(TOOLS, 'bin'))
const reason = without({ pycriu })

/** Forty that have 128 KiB of arguments and environment each: more than is told of all. */
const TALKATIVE = `export LONG=$(head -c 70000 /dev/zero | tr '\\0' 0)
for n in $(seq 40); do sleep "$LONG"1000 & done
touch /ready; wait`

/** As it is seen in its container. */
const insidePid = (pid: number) =>
  Number(/^NSpid:.*\s(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])

describe('comparing a moment with now, and with another', unless(skipReason || reason), () => {
  let engine: TestEngine
  beforeEach(async () => {
    engine = await TestEngine.open()
  })
  afterEach(() => engine.clear())
  const compare = (checkpoint: string, other: string | null = null) =>
    engine.call('checkpoints.compare', { checkpoint, with: other })
  const file = (checkpoint: string, path: string, other: string | null = null) =>
    engine.call('checkpoints.compareFile', { checkpoint, with: other, path })
  const running = ({ processes, environment, openFiles, sockets }: CheckpointComparison) => ({
    processes,
    environment,
    openFiles,
    sockets,
  })

  test('what started, ended or became another; environment, files, sockets, memory; both ways the same', async () => {
    const { pid, rootfs } = await engine.run('c', UNUSUAL)
    await until(() => existsSync(`/proc/${pid}/root/ready`), 'the program to be ready')
    const then = await engine.checkpoint('c', { allowOpenTcp: true })
    const nothing = { processes: [], environment: [], openFiles: [], sockets: [] }
    // A moment and what it was taken of say the same, each from its own source.
    const same = await compare(then.id)
    expect(running(same)).toEqual(nothing)
    expect(same.memory.filter(({ pid }) => pid !== 1)).toEqual([])
    expect(same.notes).toEqual(['Long arguments and environments are cut off.'])
    expect(same.rootfs?.entries).toEqual([])

    const pids = processesBeside(pid as number)
    const of = (args: string) =>
      pids.find((one) => readFileSync(`/proc/${one}/cmdline`, 'utf8') === args) ?? 0
    const sleeps = insidePid(of('sleep\x002000\0'))
    process.kill(of('sleep\x001000\0'), 'SIGKILL')
    const waits = pids.find(
      (one) => one !== pid && readFileSync(`/proc/${one}/cmdline`, 'utf8').includes('python'),
    )
    process.kill(waits ?? 0, 'SIGUSR1')
    process.kill(pid as number, 'SIGUSR2')
    await engine.exec('c', 'sh', '-c', 'exec 9>/tmp/open; nc -l -p 7009')
    await until(() => existsSync(join(rootfs, 'tmp/open')), 'the exec to have opened its file')
    await until(() => existsSync(join(rootfs, 'grown')), 'it to have taken more memory')
    await until(
      () => readFileSync(`/proc/${waits}/cmdline`, 'utf8').startsWith('sleep'),
      'another program',
    )
    await until(
      () =>
        readFileSync(`/proc/${pid}/net/tcp6`, 'utf8')
          .concat(readFileSync(`/proc/${pid}/net/tcp`, 'utf8'))
          .includes(':1B61'),
      'the port to be listened on',
    )
    writeFileSync(join(rootfs, 'etc/marked'), 'other')
    mkdirSync(join(rootfs, 'new'))
    symlinkSync('/etc/shadow', join(rootfs, 'new/way'))
    writeFileSync(join(rootfs, 'new/bytes'), Buffer.of(1, 0, 2))

    const expected = (found: CheckpointComparison) => {
      const changes = found.processes.map(({ change, was, is }) => [
        change,
        was?.args?.slice(0, 2).join(' ').slice(0, 10),
        is?.args?.slice(0, 2).join(' ').slice(0, 10),
      ])
      expect(changes).toContainEqual(['changed', expect.stringMatching(/^\//), 'sleep 3000'])
      expect(changes).toContainEqual(['gone', 'sleep 1000', undefined])
      expect(found.environment).toContainEqual(
        expect.objectContaining({ variable: 'WHO', was: null, is: 'changed' }),
      )
      expect(found.environment).toContainEqual(
        expect.objectContaining({ variable: 'WORD', was: 'grüß dich', is: null }),
      )
      const paths = found.rootfs?.entries.map(({ path, change }) => [change, path])
      for (const one of [
        ['changed', '/etc/marked'],
        ['added', '/new'],
        ['added', '/new/way'],
        ['added', '/new/bytes'],
        ['added', '/tmp/open'],
      ])
        expect(paths).toContainEqual(one)
      const grown = found.memory.find((one) => one.pid === 1)
      const more = (grown?.is ?? 0) - (grown?.was ?? 0)
      expect(more).toBeGreaterThanOrEqual(8 << 20)
      expect(more).toBeLessThan(9 << 20)
      expect(found.memory.map(({ pid }) => pid)).not.toContain(sleeps)
    }
    const now = await compare(then.id)
    expected(now)
    // Exec sessions are no part of a moment; of now they are.
    expect(now.processes.map(({ change, is }) => [change, is?.args?.[0]])).toContainEqual([
      'started',
      'nc',
    ])
    expect(now.openFiles).toContainEqual(
      expect.objectContaining({ fd: 9, target: '/tmp/open', change: 'opened', was: null }),
    )
    expect(
      now.sockets.map(({ change, socket }) => [
        change,
        socket.kind,
        socket.state,
        socket.local.split(':').at(-1),
      ]),
    ).toContainEqual(['opened', 'tcp', 'listen', '7009'])
    expect(await file(then.id, '/etc/marked')).toMatchObject({
      was: { kind: 'text', text: '0123456789', bytes: 10, truncated: false },
      is: { kind: 'text', text: 'other' },
    })
    expect(await file(then.id, '/new/way')).toMatchObject({
      was: null,
      is: { kind: 'link', text: '/etc/shadow' },
    })
    expect(await file(then.id, '/new/way/x')).toEqual({ was: null, is: null })
    expect((await file(then.id, '/new/bytes')).is).toMatchObject({ kind: 'binary', bytes: 3 })
    expect(await failure(file(then.id, '/new/../../../etc/shadow'))).toMatchObject({
      code: 'invalid-input',
    })

    const later = await engine.checkpoint('c', { allowOpenTcp: true })
    expected(await compare(then.id, later.id))
    await engine.kill('c')
    await engine.ended('c')
    const ended = await compare(later.id)
    expect(ended.notes).toContain('Nothing runs in it now.')
    expect(new Set(ended.processes.map(({ change }) => change))).toEqual(new Set(['gone']))
  })

  test('a moment that shares the folder of its container has no files of its own; the rest is compared', async () => {
    const bundle = engine.place.path('bundle')
    const { rootfs } = await engine.create('base', script('sleep 1000'))
    mkdirSync(bundle)
    symlinkSync(rootfs, join(bundle, 'rootfs'))
    await engine.run('c', { ...script(TALKATIVE), source: { kind: 'rootfs', path: rootfs } })
    await until(() => existsSync(join(rootfs, 'ready')), 'all to run')
    const { id } = await engine.checkpoint('c')
    const found = await compare(id)
    expect(found.rootfs).toBeNull()
    expect(found.notes.join()).toContain('has no files of its own')
    // Of too many long ones neither side tells the last, and what is not told is no difference.
    expect(found.notes.join()).toContain('Not all arguments and environments are told')
    const { processes } = await engine.call('checkpoints.inside', { checkpoint: id })
    expect([processes[1]?.args, processes.at(-1)?.args]).toEqual([expect.any(Array), null])
    expect(found.processes).toEqual([])
    expect(found.environment).toEqual([])
    expect(await failure(file(id, '/etc/passwd'))).toMatchObject({ code: 'failed-precondition' })
    expect(await failure(compare('cp-none'))).toMatchObject({ code: 'not-found' })
  })
})

describe('comparing files over an image', unless(images.skipReason || reason), () => {
  images.withImage()

  test('finds what the container changed since, removed and opaque folders too, as its own changes tell', async () => {
    const { engine } = images
    await engine.run('a', images.idle())
    const since = new Set((await images.changes('a')).entries.map(({ path }) => path))
    const then = await engine.checkpoint('a')
    await images.changeAll('a')
    const told = (await images.changes('a')).entries.filter(({ path }) => !since.has(path))
    const later = await engine.checkpoint('a')
    const now = await engine.call('checkpoints.compare', { checkpoint: then.id, with: null })
    expect(now.rootfs?.entries).toEqual(told)
    const both = { checkpoint: then.id, with: later.id }
    expect((await engine.call('checkpoints.compare', both)).rootfs).toEqual(now.rootfs)
    await engine.kill('a')
    await engine.ended('a')
    const page = await engine.call('checkpoints.compareFile', { ...both, path: '/srv/page' })
    expect(page.is?.text).toBe(`${page.was?.text}more\n`)
  })
})
