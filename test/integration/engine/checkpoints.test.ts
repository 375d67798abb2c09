import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readRuntimeState } from '../../../electron/engine/runtime/state-file.ts'
import type { Checkpoint } from '../../../shared/model.ts'
import { askShell } from '../../support/ask.ts'
import { from, restoreIn } from '../../support/from-moment.ts'
import { limitsIn, testWithLimits } from '../../support/limits.ts'
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
import { Viewer } from '../../support/viewer.ts'

let engine: TestEngine
beforeEach(async () => {
  engine = await TestEngine.open()
})
afterEach(() => engine.clear())

const SHELL: Wanted = { process: { terminal: true } }
const view = (id: string) => Viewer.open(engine.client, { kind: 'init', ...ref(id) })
const restore = (id: string, checkpoint: Checkpoint) => restoreIn(engine, id, checkpoint)

/** Asks a shell, through a console of its own. */
const ask = (id: string, command: string) => askShell(engine, id, command)

describe('a checkpoint', unless(skipReason), () => {
  test('leaves it running, and becomes a second container beside it: memory and files of that moment in both', async () => {
    await engine.run('first', SHELL)
    await ask('first', 'X=42; echo then > /note; cd /tmp')
    const checkpoint = await engine.checkpoint('first', { name: 'with X' })
    expect(checkpoint).toMatchObject({
      name: 'with X',
      container: ref('first'),
      restorable: true,
      terminal: true,
      lostExecs: [],
    })
    expect((await engine.call('engine.snapshot', {})).checkpoints).toEqual([checkpoint])
    expect((await engine.get('first')).state).toBe('running')
    await ask('first', 'echo later > /note')

    const second = await engine.create('second', from(checkpoint))
    expect(second).toMatchObject({ state: 'createdFromCheckpoint', status: 'created', pid: null })
    const started = await engine.call('containers.start', ref('second'))
    expect(started).toMatchObject({ state: 'running', terminal: true, args: ['/bin/sh'] })
    expect(await ask('second', 'echo $X; cat /note; pwd')).toBe('42\nthen\n/tmp')
    expect(await ask('first', 'echo $X; cat /note')).toBe('42\nlater')
    await ask('second', 'X=43')
    expect(await ask('first', 'echo $X')).toBe('42')
    expect(await ask('second', 'echo $X')).toBe('43')
    expect(started.pid).not.toBe((await engine.get('first')).pid)
    expect(await ask('second', 'ifconfig lo')).toMatch(/UP LOOPBACK/)
  })

  test('ends it, and it becomes that again in place, twice, with its files', async () => {
    await engine.run('c', SHELL)
    await ask('c', 'X=before; echo then > /note')
    const checkpoint = await engine.checkpoint('c', { exit: true })
    const ended = await engine.ended('c')
    expect(ended.exit).toMatchObject({ code: 137, reason: 'checkpoint' })
    expect(ended.busy).toBeNull()
    for (const round of [1, 2]) {
      const restored = await restore('c', checkpoint)
      expect(restored).toMatchObject({ state: 'running', exit: null, monitor: 'watching' })
      expect(await ask('c', 'echo $X; cat /note')).toBe('before\nthen')
      expect(await ask('c', 'ifconfig lo')).toMatch(/UP LOOPBACK/)
      await ask('c', `X=${round}; echo rubbish > /note; touch /rubbish`)
      await engine.kill('c')
      expect((await engine.ended('c')).exit).toMatchObject({ code: 137, reason: 'signal' })
    }
    expect(names(join((await engine.get('c')).rootfs, '..')).sort()).toContain('rootfs')
    expect(names(join((await engine.get('c')).rootfs, '..'))).not.toContain('rootfs.old')
  })

  test('in place, of another container: it is then what that was', async () => {
    await engine.run('pipes', script('trap "echo told" USR1; while :; do sleep 0.05; done'))
    const checkpoint = await engine.checkpoint('pipes')
    await engine.run('c', { ...SHELL, hostname: 'shell' })
    await engine.kill('c')
    await engine.ended('c')
    const restored = await restore('c', checkpoint)
    expect(restored).toMatchObject({ state: 'running', terminal: false, hostname: 'pipes' })
    const viewer = await view('c')
    await engine.kill('c', 10)
    await viewer.shows('told')
    viewer.close()
    expect(
      JSON.parse((await engine.call('containers.config', ref('c'))).config).process.args,
    ).toEqual(restored.args)
  })

  test('a paused one: it stays paused, and can be taken; a created one cannot', async () => {
    await engine.run('c', SHELL)
    await ask('c', 'X=cold')
    await engine.call('containers.pause', ref('c'))
    const checkpoint = await engine.checkpoint('c')
    expect((await engine.get('c')).state).toBe('paused')
    await engine.run('d', from(checkpoint))
    expect(await ask('d', 'echo $X')).toBe('cold')
    await engine.create('e')
    expect(await failure(engine.checkpoint('e'))).toMatchObject({
      message: 'cannot checkpoint a task in created state',
    })
  })

  test('names the exec sessions that it will lose', async () => {
    await engine.run('c', SHELL)
    await engine.exec('c', 'sleep', '1000')
    const over = await engine.exec('c', 'true')
    await engine.execEnded('c', over.id)
    const checkpoint = await engine.checkpoint('c')
    expect(checkpoint.lostExecs).toEqual([['sleep', '1000']])
    await engine.run('d', from(checkpoint))
    expect((await engine.get('d')).execs).toEqual([])
  })

  test('is renamed, annotated, pinned and deleted; what is gone cannot be restored', async () => {
    await engine.run('c', SHELL)
    const checkpoint = await engine.checkpoint('c')
    expect(checkpoint.name).toBe('c #1')
    const change = { name: 'mine', note: 'before the change', pinned: true }
    const renamed = await engine.call('checkpoints.edit', { checkpoint: checkpoint.id, change })
    expect(renamed).toMatchObject(change)
    await engine.restart()
    expect((await engine.call('engine.snapshot', {})).checkpoints).toEqual([renamed])
    await engine.call('checkpoints.delete', { checkpoint: checkpoint.id })
    expect((await engine.call('engine.snapshot', {})).checkpoints).toEqual([])
    expect(readdirSync(join(engine.place.folders.state, 'checkpoints'))).toEqual([])
    expect(engine.seen.some((e) => e.name === 'checkpoint.removed')).toBe(true)

    const gone = { code: 'not-found', message: `no checkpoint ${checkpoint.id}: not found` }
    expect(await failure(engine.create('d', from(checkpoint)))).toMatchObject(gone)
    expect(
      await failure(engine.call('checkpoints.delete', { checkpoint: checkpoint.id })),
    ).toMatchObject(gone)
    await engine.kill('c')
    const before = await engine.ended('c')
    expect(await failure(restore('c', checkpoint))).toMatchObject(gone)
    expect(await engine.get('c')).toEqual(before)
  })

  testWithLimits('takes the live limits along', async () => {
    await engine.run('c', { ...SHELL, limits: { pids: 20 } })
    await engine.call('containers.update', { ...ref('c'), limits: { pids: 30 } })
    const checkpoint = await engine.checkpoint('c', { exit: true })
    await engine.ended('c')
    await restore('c', checkpoint)
    await engine.create('d', from(checkpoint))
    await engine.call('containers.update', { ...ref('d'), limits: { pids: 40 } })
    await engine.call('containers.start', ref('d'))
    const limitOf = async (id: string) =>
      limitsIn((await readRuntimeState(engine.place.root(), id))?.cgroupPaths ?? {}).pids
    expect([await limitOf('c'), await limitOf('d')]).toEqual([30, 40])
    expect([(await engine.get('c')).limits, (await engine.get('d')).limits]).toEqual([
      { pids: 30 },
      { pids: 40 },
    ])
  })

  test('one image becomes three containers at the same time', async () => {
    await engine.run('c', SHELL)
    await ask('c', 'X=one')
    const checkpoint = await engine.checkpoint('c')
    const ids = ['d', 'e', 'f']
    const started = await Promise.all(ids.map((id) => engine.run(id, from(checkpoint))))
    expect(new Set(started.map(({ pid }) => pid)).size).toBe(3)
    expect(await Promise.all(ids.map((id) => ask(id, 'echo $X; echo $$')))).toEqual(
      ids.map(() => 'one\n1'),
    )
  })

  test('tells its progress, and which phase it is in', async () => {
    await engine.run('c', SHELL)
    const phases: string[] = []
    await engine.client.call(
      'containers.checkpoint',
      { ...ref('c'), options: {} },
      { onProgress: ({ phase }) => phases.push(phase) },
    )
    expect(phases).toEqual(
      expect.arrayContaining([
        'copying the root filesystem',
        'writing memory',
        'taking what changed',
        'completing the copy',
      ]),
    )
    const shown = engine
      .changes('c')
      .flatMap(({ busy }) => (busy?.action === 'checkpoint' ? [busy.phase] : []))
    expect(shown).toEqual(expect.arrayContaining(['writing memory', 'copying the root filesystem']))
  })

  test('cancelled by the caller: the container runs on, nothing of it is left', async () => {
    await engine.run('c', {
      process: {
        args: ['sh', '-c', 'head -c 60000000 /dev/zero > /dev/shm/big; echo ready; exec sh'],
        terminal: true,
      },
    })
    const viewer = await view('c')
    await viewer.shows('ready')
    await viewer.ask('X=alive')
    const cancel = new AbortController()
    const taking = engine.client.call(
      'containers.checkpoint',
      { ...ref('c'), options: {} },
      {
        signal: cancel.signal,
        onProgress: ({ phase }) => {
          if (phase === 'writing memory') cancel.abort()
        },
      },
    )
    expect((await failure(taking)).code).toBe('cancelled')
    expect(await engine.get('c')).toMatchObject({ state: 'running', busy: null })
    expect(await viewer.ask('echo $X')).toBe('alive')
    expect((await engine.call('engine.snapshot', {})).checkpoints).toEqual([])
    expect(readdirSync(join(engine.place.folders.state, 'checkpoints'))).toEqual([])
    viewer.close()
  })
})
