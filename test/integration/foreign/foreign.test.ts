import { execFileSync } from 'node:child_process'
import {
  chownSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { which } from '../../../electron/engine/runtime/which.ts'
import type { ForeignContainer } from '../../../shared/model.ts'
import { ByHand } from '../../support/by-hand.ts'
import { Podman, withoutPodman } from '../../support/podman.ts'
import { makeRootfs } from '../../support/rootfs.ts'
import { failure, ref, runc, skipReason, TestEngine } from '../../support/test-engine.ts'
import { unless, without } from '../../support/unless.ts'
import { until } from '../../support/until.ts'
import { Viewer } from '../../support/viewer.ts'

/** As the issue has it: on screen within a second, of which the window needs the least. */
const SEEN_MS = 500

const lacking =
  withoutPodman || without({ lsns: await which('lsns'), mkfifo: await which('mkfifo') })

/** One made by runc at a terminal, `odd`, and one by podman, `pod`, each in a runtime root that no other test knows. */
describe('containers that something else made', unless(skipReason || lacking), () => {
  const hand = new ByHand()
  const podRoot = hand.path('podman-runc')
  const wrapper = hand.path('runc-in-root')
  writeFileSync(
    wrapper,
    `#!/bin/sh
exec ${runc} --root ${podRoot} "$@"
`,
    { mode: 0o755 },
  )
  const podman = new Podman(hand.path('podman'), 'foreign', wrapper)
  let engine: TestEngine
  let odd: ForeignContainer
  let pod: ForeignContainer

  const look = () => engine.call('foreign.look', {})
  const known = async () => (await engine.call('engine.snapshot', {})).foreign
  const all = async () => (await look()) && known()
  const refOf = ({ namespace, id }: ForeignContainer) => ({ namespace, id })
  /** What a window was told of one last. */
  const told = (id: string) =>
    engine.seen.findLast((one) => one.name === 'foreign.changed' && one.value.id === id)
      ?.value as ForeignContainer
  const isToldAs = (id: string, state: string) =>
    until(() => told(id)?.state === state, `${id} to be seen ${state}`, SEEN_MS)
  const isGone = (id: string) =>
    until(
      () => engine.seen.some((one) => one.name === 'foreign.removed' && one.value.id === id),
      `${id} to be gone`,
      SEEN_MS,
    )

  beforeAll(async () => {
    process.env.RUNCIBLE_FOREIGN_ROOTS = `${hand.root}:${podRoot}:${hand.path('nothing', '*')}`
    engine = await TestEngine.open()
    await look()
    await Promise.all([
      hand.run('odd'),
      makeRootfs(hand.path('pod')).then((rootfs) =>
        podman.run('pod', '--rootfs', rootfs, '/bin/sleep', '1000'),
      ),
    ])
    await look()
    const found = await all()
    odd = found.find(({ owner }) => owner === 'hand') as ForeignContainer
    pod = found.find(({ owner }) => owner === 'podman') as ForeignContainer
  })
  afterAll(async () => {
    await podman.clear()
    hand.clear()
    await engine.clear()
  })

  test('are found, told from ours, and named as their owners name them', async () => {
    expect(await all()).toHaveLength(2)
    expect(await engine.containers()).toEqual([])
    const { pid } = hand.state('odd')
    expect(odd).toMatchObject({ id: 'odd', name: null, runtime: 'runc', state: 'running', pid })
    expect(odd).toMatchObject({ runtimeRoot: hand.root, lookOnly: null })
    expect(odd.args).toEqual(['sh', '-c', 'sleep 1001 & sleep 1000'])
    const [id, itsPid] = (
      await podman.call('inspect', '-f', '{{.Id}} {{.State.Pid}}', 'pod')
    ).split(' ')
    expect(pod).toMatchObject({ id, name: 'pod', state: 'running', pid: Number(itsPid) })
    // It is no container of ours to any call that would change or take it.
    const call = engine.call('containers.delete', refOf(odd))
    expect(await failure(call)).toMatchObject({ code: 'invalid-input' })
  })

  test('are inspected from the kernel’s own view, with their processes and figures', async () => {
    for (const one of [odd, pod]) {
      const { namespaces, process, differences } = await engine.call('processes.inspect', {
        ...refOf(one),
      })
      expect(process.pid).toBe(one.pid)
      const lines = execFileSync('lsns', ['-n', '-p', String(one.pid), '-o', 'TYPE,NS'], {
        encoding: 'utf8',
      })
      const said = lines
        .trim()
        .split('\n')
        .map((line) => line.trim().split(/\s+/))
      for (const [type, inode] of said) {
        expect(namespaces).toContainEqual(expect.objectContaining({ type, inode: Number(inode) }))
      }
      expect(differences.filter(({ part }) => part === 'namespaces')).toEqual([])
    }
    const { processes } = await engine.call('processes.list', refOf(odd))
    expect(processes.map(({ args }) => args.at(-1)).sort()).toEqual(['1000', '1001'])
    const { containers } = await engine.call('containers.figures', { of: [refOf(odd), refOf(pod)] })
    expect(containers.map(({ figures }) => figures.pids.at(-1))).toEqual([2, 1])
  })

  test('are seen paused and resumed by somebody else at once, and it is written down', async () => {
    hand.runc('pause', 'odd')
    await isToldAs('odd', 'paused')
    hand.runc('resume', 'odd')
    await isToldAs('odd', 'running')
    await podman.call('pause', 'pod')
    await isToldAs(pod.id, 'paused')
    await podman.call('unpause', 'pod')
    await isToldAs(pod.id, 'running')
    const entries = await engine.call('journal.list', { container: refOf(odd), limit: 10 })
    expect(entries.map(({ action }) => action)).toEqual(['paused outside', 'resumed outside'])
  })

  test('are paused and resumed by their own runtime, with the command in the journal', async () => {
    expect((await engine.call('foreign.pause', refOf(odd))).state).toBe('paused')
    expect(hand.state('odd').status).toBe('paused')
    const refused = await failure(engine.call('foreign.pause', refOf(odd)))
    expect(refused.code).toBe('failed-precondition')
    expect((await engine.call('foreign.resume', refOf(odd))).state).toBe('running')
    expect(hand.state('odd').status).toBe('running')
    const entries = await engine.call('journal.list', { container: refOf(odd), limit: 10 })
    const lines = entries.flatMap(({ commands }) => commands.map(({ argv }) => argv.join(' ')))
    expect(lines[0]).toMatch(new RegExp(`runc --root ${hand.root} .*pause odd$`))
    expect(entries.filter(({ action }) => action.endsWith('outside'))).toHaveLength(2)
  })

  test('are worked in: an exec that survives the engine, and a shell of the host', async () => {
    for (const one of [odd, pod]) {
      const args = ['sh', '-c', 'echo in $PPID; cat; sleep 1002']
      const request = { args, stdin: 'once' } as const
      const { id: exec } = await engine.call('execs.create', { ...refOf(one), request })
      const it = { ...refOf(one), exec }
      expect((await engine.call('execs.start', it)).state).toBe('running')
      const lines = async () =>
        (await engine.call('consoles.lines', { target: { kind: 'exec', ...it } })).lines
      await until(
        async () => (await lines()).some(({ text }) => text.startsWith('in ')),
        'its line',
      )
      if (one === odd) {
        await engine.restart()
        // A window that is opened waits for no look: what one finds follows as events.
        expect(await known()).toEqual([])
      }
      const [found] = (await all()).filter(({ id }) => id === one.id)
      expect(found?.execs).toMatchObject([{ id: exec, state: 'running' }])
      await engine.call('execs.kill', { ...it, signal: 9 })
      await until(
        async () => (await all()).find(({ id }) => id === one.id)?.execs[0]?.exit?.signal === 9,
        'it to be seen ended',
      )
      await engine.call('execs.delete', it)
    }
    const { id: shell, container } = await engine.call('shells.open', refOf(pod))
    expect(container).toEqual(refOf(pod))
    const viewer = await Viewer.open(engine.client, { kind: 'shell', shell })
    // By its owner's name: its id is 64 signs long.
    await viewer.shows(`${pod.name} /proc/`)
    expect(viewer.text).not.toContain(pod.id)
    viewer.close()
    await engine.call('shells.close', { shell })
  })

  test('what is malformed or not to be relied on changes nothing and breaks nothing', async () => {
    const lay = (id: string) => {
      mkdirSync(join(hand.root, id))
      return join(hand.root, id, 'state.json')
    }
    writeFileSync(lay('torn'), '{"id": "torn", "init_proc')
    writeFileSync(lay('odd-form'), '{"init_process_pid": "1"}')
    symlinkSync('/etc/shadow', lay('link'))
    execFileSync('mkfifo', [lay('fifo')])
    mkdirSync(lay('folder'))
    mkdirSync(join(hand.root, 'empty'))
    // It claims the engine itself, with all the machine's cgroups.
    const stat = execFileSync('cat', [`/proc/${process.pid}/stat`], { encoding: 'utf8' })
    const lies = {
      id: 'liar',
      init_process_pid: process.pid,
      init_process_start: Number(stat.slice(stat.lastIndexOf(')')).split(' ')[20]),
      created: 'yesterday',
      cgroup_paths: { devices: '/sys/fs/cgroup/devices', pids: '/sys/fs/cgroup/pids' },
      config: { rootfs: '/', labels: ['bundle=/nowhere', 'no value'] },
    }
    const path = lay('liar')
    writeFileSync(path, JSON.stringify(lies))
    chownSync(path, 1000, 1000)

    const { unreadable } = await look()
    expect(unreadable.map((one) => one.path.split('/').at(-1)).sort()).toEqual([
      'fifo',
      'folder',
      'link',
      'odd-form',
      'torn',
    ])
    const liar = (await all()).find(({ id }) => id === 'liar') as ForeignContainer
    expect(liar).toMatchObject({ createdAt: null, state: 'running', args: [] })
    expect(liar.lookOnly).toContain('user 1000')
    const { processes } = await engine.call('processes.list', refOf(liar))
    expect(processes.map(({ pid }) => pid)).toEqual([process.pid])
    const { notes } = await engine.call('processes.inspect', refOf(liar))
    expect(notes.join()).toContain('config.json cannot be read')
    const target = { pid: process.pid, startTime: lies.init_process_start }
    for (const refused of [
      engine.call('foreign.kill', { ...refOf(liar), signal: 28 }),
      engine.call('processes.signal', { ...refOf(liar), process: target, signal: 28 }),
      engine.call('execs.create', { ...refOf(liar), request: { args: ['true'] } }),
    ]) {
      expect((await failure(refused)).code).toBe('failed-precondition')
    }
    expect(told('odd').state).toBe('running')
  })

  test('of a root that somebody filled only the beginning is looked at, and that is said', async () => {
    const full = hand.path('nothing', 'full')
    mkdirSync(full, { recursive: true })
    for (let n = 0; n <= 2000; n++) writeFileSync(join(full, `f${n}`), '')
    const { unreadable } = await look()
    expect(unreadable).toContainEqual({ path: full, why: 'it holds more than 2000 entries' })
    rmSync(full, { recursive: true })
    expect(told('odd').state).toBe('running')
  })

  test('are not taken for gone while their root cannot be read', async () => {
    const away = `${hand.root}.away`
    renameSync(hand.root, away)
    symlinkSync(hand.root, hand.root)
    const { unreadable } = await look()
    expect(unreadable.map(({ path }) => path)).toContain(hand.root)
    rmSync(hand.root)
    renameSync(away, hand.root)
    await look()
    expect(engine.seen.filter(({ name }) => name === 'foreign.removed')).toEqual([])
    expect((await known()).map(({ id }) => id)).toContain('odd')
  })

  test('are signalled, and are gone when they are gone', async () => {
    const { processes } = await engine.call('processes.list', refOf(odd))
    const child = processes.find(({ args }) => args.at(-1) === '1001')
    const target = { pid: child?.pid ?? 0, startTime: child?.startTime ?? 0 }
    await engine.call('processes.signal', { ...refOf(odd), process: target, signal: 15 })
    await until(async () => {
      const { total } = await engine.call('processes.list', refOf(odd))
      return total < 2
    }, 'one less to run')
    await engine.call('foreign.kill', { ...refOf(odd), signal: 9 })
    await until(async () => (await look()) && told('odd').state === 'stopped', 'it to end')
    expect(told('odd').pid).toBeNull()
    await engine.call('foreign.kill', { ...refOf(pod), signal: 9 })
    expect(await podman.call('wait', 'pod')).toBe('137')
    const kept = join(engine.place.folders.state, 'foreign', odd.namespace, 'odd')
    expect(existsSync(kept)).toBe(true)
    hand.runc('delete', 'odd')
    await isGone('odd')
    await until(() => !existsSync(kept), 'what was kept of it to be gone')
    await podman.call('rm', 'pod')
    await look()
    await isGone(pod.id)
    expect(await failure(engine.call('processes.list', refOf(odd)))).toMatchObject({
      code: 'not-found',
    })
    expect(await failure(engine.call('processes.list', ref('odd')))).toMatchObject({
      code: 'not-found',
    })
  })
})
