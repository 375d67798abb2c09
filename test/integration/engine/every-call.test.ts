import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { which } from '../../../electron/engine/runtime/which.ts'
import {
  type CallInput,
  type CallName,
  type CallOutput,
  calls,
  type EventName,
  events,
} from '../../../shared/contract.ts'
import { toWireError } from '../../../shared/errors.ts'
import { callSamples } from '../../contract/samples.ts'
import { ByHand } from '../../support/by-hand.ts'
import { busyboxLayer, makeLayout } from '../../support/images.ts'
import { hasLimits } from '../../support/limits.ts'
import { ref, script, skipReason, TestEngine } from '../../support/test-engine.ts'
import { unless, without } from '../../support/unless.ts'
import { until } from '../../support/until.ts'
import { Viewer } from '../../support/viewer.ts'

const withoutImages = without({ skopeo: await which('skopeo'), umoci: await which('umoci') })
/** No engine publishes it: a host says who it is once, in the snapshot. */
const NEVER: EventName[] = ['host.changed']

/**
 * One life in which every call of the contract is made, and every event heard, on a real engine: whatever carries it, and its
 * answers, is seen to carry them all.
 */
describe('every call, event and kind of console', unless(skipReason || withoutImages), () => {
  let engine: TestEngine
  const made = new Set<CallName>()
  const call = <K extends CallName>(name: K, input: CallInput<K>): Promise<CallOutput<K>> => {
    made.add(name)
    return engine.call(name, input)
  }
  const c = ref('c')
  const hand = new ByHand()

  beforeAll(async () => {
    process.env.RUNCIBLE_FOREIGN_ROOTS = hand.root
    engine = await TestEngine.open()
  })
  afterAll(async () => {
    hand.clear()
    await engine.clear()
  })

  test('the machine, its folders, what would be done', async () => {
    expect((await call('engine.preflight', { again: true })).features.run.ok).toBe(true)
    expect((await call('engine.snapshot', {})).preflight?.features.run.ok).toBe(true)
    expect(await call('namespaces.add', { namespace: 'web' })).toEqual(['default', 'web'])
    expect(await call('paths.probe', { path: engine.place.folder })).toMatchObject({
      kind: 'folder',
    })
    const wanted = { ...c, source: { kind: 'starter' } } as const
    expect((await call('containers.preview', wanted)).config).toContain('"ociVersion"')
  })

  test('a container: made, run, changed, looked at, its stdin ended, paused, resumed', async () => {
    const wanted = script('cat; while :; do sleep 1; done', { stdin: 'once' })
    const source = { kind: 'starter' } as const
    expect((await call('containers.create', { ...c, source, ...wanted })).state).toBe('created')
    expect((await call('containers.start', c)).state).toBe('running')
    const viewer = await Viewer.open(engine.client, { kind: 'init', ...c })
    viewer.type('heard\n')
    await viewer.shows('heard')
    expect((await call('containers.closeStdin', c)).stdinClosed).toBe(true)
    viewer.close()
    expect((await call('containers.automate', { ...c, automatic: null })).automatic).toBeNull()
    const limits = { pids: 40 }
    const updated = await call('containers.update', { ...c, limits }).catch((error: Error) => error)
    if (hasLimits) expect(updated).toMatchObject({ limits })
    else expect(updated).toMatchObject({ code: 'runtime-failed' })
    const { containers } = await call('containers.figures', { of: [c] })
    expect(containers).toMatchObject([{ container: c, network: 'loopback' }])
    expect(containers[0]?.figures.memory[0] ?? 1).toBeGreaterThan(0)
    const { config } = await call('containers.config', c)
    expect(config).toContain('sleep 1')
    expect((await call('config.check', { ...c, config })).problems).toEqual([])
    expect((await call('containers.pause', c)).state).toBe('paused')
    expect((await call('containers.resume', c)).state).toBe('running')
  })

  test('an exec, and a shell of the host', async () => {
    const args = ['sh', '-c', 'cat; sleep 1000']
    const { id: exec } = await call('execs.create', { ...c, request: { args, stdin: 'once' } })
    const it = { ...c, exec }
    expect((await call('execs.start', it)).state).toBe('running')
    const viewer = await Viewer.open(engine.client, { kind: 'exec', ...it })
    viewer.type('typed\n')
    await viewer.shows('typed')
    viewer.close()
    expect((await call('execs.closeStdin', it)).stdinClosed).toBe(true)
    await call('execs.kill', { ...it, signal: 9 })
    const { processes } = await call('processes.list', c)
    const init = processes.find(({ inside }) => inside === 1)
    if (!init) throw new Error('there is no init')
    const process = { pid: init.pid, startTime: init.startTime }
    expect((await call('processes.files', { ...c, process })).files.length).toBeGreaterThan(0)
    expect((await call('processes.inspect', { ...c, process })).process.pid).toBe(init.pid)
    await call('processes.signal', { ...c, process, signal: 28 })
    const past = await call('consoles.past', { target: { kind: 'init', ...c } })
    expect(past.entries.reduce((sum, { length }) => sum + length, 0)).toBe(past.bytes.length)
    expect((await engine.execEnded('c', exec)).exit?.code).toBe(137)
    expect((await call('execs.endLeft', it)).left).toBe(0)
    const target = { kind: 'exec' as const, ...it }
    expect((await call('consoles.lines', { target })).lines.map(({ text }) => text)).toEqual([
      'typed',
    ])
    await call('execs.delete', it)

    const { id: shell } = await call('shells.open', c)
    const inside = await Viewer.open(engine.client, { kind: 'shell', shell })
    expect(await inside.ask('echo in')).toBe('in')
    inside.close()
    await call('shells.close', { shell })
    await until(() => heard().has('shell.removed'), 'the shell to be gone')
  })

  test('a container that something else made', async () => {
    await hand.run('other')
    expect(await call('foreign.look', {})).toEqual({ unreadable: [] })
    const [foreign] = (await call('engine.snapshot', {})).foreign
    const other = { namespace: foreign?.namespace ?? '', id: 'other' }
    expect(foreign).toMatchObject({ owner: 'hand', state: 'running' })
    expect((await call('foreign.pause', other)).state).toBe('paused')
    expect((await call('foreign.resume', other)).state).toBe('running')
    await call('foreign.kill', { ...other, signal: 9 })
    await until(() => hand.state('other').status === 'stopped', 'it to have ended')
    hand.runc('delete', 'other')
    await until(() => heard().has('foreign.removed'), 'it to be gone')
  })

  test('a moment: taken, named, read about, gone back to, deleted', async () => {
    expect((await call('checkpoints.foresee', c)).findings).toEqual([])
    const copy = await call('containers.clone', { ...c, as: 'copy' })
    expect(copy.state).toBe('running')
    await call('checkpoints.delete', { checkpoint: copy.moment ?? '' })
    await engine.destroy('copy')
    const taken = await call('containers.checkpoint', { ...c, options: { exit: true } })
    const checkpoint = taken.id
    const named = await call('checkpoints.edit', { checkpoint, change: { name: 'then' } })
    expect(named.name).toBe('then')
    expect(await call('checkpoints.setStorage', { budget: 5 })).toMatchObject({ budget: 5 })
    expect(await call('checkpoints.storage', {})).toMatchObject({ differences: 0, standFor: 0 })
    // It is the only one of its container.
    const alone = await call('checkpoints.store', { checkpoint }).catch((error: Error) => error)
    expect(alone).toMatchObject({ code: 'failed-precondition' })
    expect((await call('checkpoints.makeWhole', { checkpoint })).stored).toBe(null)
    const [log = ''] = readdirSync(taken.workPath).filter((name) => name.endsWith('.log'))
    const { text } = await call('logs.read', { path: join(taken.workPath, log) })
    expect(text).toContain('Dumping finished successfully')
    await engine.ended('c')
    expect((await call('checkpoints.inside', { checkpoint })).processes[0]?.pid).toBe(1)
    const against = { checkpoint, with: null }
    expect((await call('checkpoints.compare', against)).notes).toContain('Nothing runs in it now.')
    const file = await call('checkpoints.compareFile', { ...against, path: '/etc/hostname' })
    expect(file.was).toEqual(file.is)
    const path = engine.place.path('moment.tar.zst')
    expect((await call('checkpoints.export', { checkpoint, path })).bytes).toBeGreaterThan(0)
    expect(await call('checkpoints.look', { path })).toMatchObject({ name: 'then', wants: [] })
    const imported = await call('checkpoints.import', { path, name: 'once more' })
    await call('checkpoints.delete', { checkpoint: imported.id })
    expect((await call('containers.restore', { ...c, checkpoint })).state).toBe('running')
    expect((await call('containers.rewind', { ...c, checkpoint })).state).toBe('running')
    await call('containers.kill', { ...c, signal: 9 })
    await engine.ended('c')
    expect((await call('containers.ending', c)).lastLines).toContain('heard')
    const { config } = await call('containers.config', c)
    expect(await call('config.recreate', { ...c, config, basedOn: config })).toMatchObject({
      state: 'running',
    })
    await call('containers.kill', { ...c, signal: 9 })
    await engine.ended('c')
    await call('containers.delete', c)
    await call('checkpoints.delete', { checkpoint })
    const actions = (await call('journal.list', { container: c })).map(({ action }) => action)
    expect(actions).toEqual(
      expect.arrayContaining(['create', 'checkpoint', 'restore', 'rewind', 'delete']),
    )
  })

  test('an image: brought in, looked through, removed', async () => {
    const path = makeLayout(engine.place.path('layout'), {
      web: { layers: [await busyboxLayer()] },
    })
    const source = { kind: 'path', path } as const
    const { id: image } = await call('images.import', { source, name: 'web:1' })
    expect((await call('images.list', {})).map(({ id }) => id)).toEqual([image])
    expect(await call('images.check', { image })).toMatchObject({ ok: true })
    await call('images.remove', { image })
  })

  test('a volume, a template, lessons: made, listed, removed', async () => {
    await call('volumes.create', { name: 'data' })
    expect((await call('volumes.list', {})).map(({ name }) => name)).toEqual(['data'])
    await call('volumes.remove', { name: 'data' })
    const parts = { name: 'mine', request: { source: { kind: 'starter' } } } as const
    const { id: template } = await call('templates.save', { parts })
    expect((await call('templates.list', {})).templates.map(({ id }) => id)).toContain(template)
    await call('templates.remove', { template })
    writeFileSync(engine.place.path('one.md'), '# Größe')
    const { lessons } = await call('lessons.choose', { folder: engine.place.folder })
    expect(lessons).toEqual([{ file: 'one.md', text: '# Größe' }])
    expect((await call('lessons.list', {})).folder).toBe(engine.place.folder)
  })

  test('what is left of the contract is answered, be it by a refusal in words; no event is unheard', async () => {
    const left = (Object.keys(calls) as CallName[]).filter((name) => !made.has(name))
    for (const name of left) {
      const error = await call(name, callSamples[name].input as never).then(() => null, toWireError)
      expect(error?.code, `${name}: ${error?.message}`).not.toBe('internal')
    }
    const unheard = (Object.keys(events) as EventName[]).filter((name) => !heard().has(name))
    expect(unheard).toEqual(NEVER)
  })

  const heard = () => new Set(engine.seen.map(({ name }) => name))
})
