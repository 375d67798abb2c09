import { appendFileSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Layout } from '../../../electron/engine/paths.ts'
import type { AutomaticMoments } from '../../../shared/model.ts'
import { testWithLimits } from '../../support/limits.ts'
import { ref, skipReason, TestEngine } from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { until } from '../../support/until.ts'
import { Viewer } from '../../support/viewer.ts'

let engine: TestEngine
beforeEach(async () => {
  engine = await TestEngine.open()
})
afterEach(() => engine.clear())

const NEVER: AutomaticMoments = {
  everyMinutes: null,
  beforeExec: false,
  beforeLimits: false,
  onText: null,
  keep: 2,
}
const automate = (id: string, differs: Partial<AutomaticMoments>) =>
  engine.call('containers.automate', { ...ref(id), automatic: { ...NEVER, ...differs } })
const moments = async () => (await engine.call('engine.snapshot', {})).checkpoints
const triggers = async () => (await moments()).map(({ trigger }) => trigger)

describe('moments taken by themselves', unless(skipReason), () => {
  test('before each exec: the newest are kept, and those that somebody took or pinned', async () => {
    await engine.run('c')
    const asked = await engine.checkpoint('c')
    expect((await automate('c', { beforeExec: true })).automatic?.beforeExec).toBe(true)
    const once = async () => {
      const { id } = await engine.exec('c', 'true')
      await engine.execEnded('c', id)
    }
    await once()
    const [, first] = await moments()
    expect(first).toMatchObject({ trigger: 'exec', from: asked.id, lostExecs: [] })
    await engine.call('checkpoints.edit', { checkpoint: first?.id ?? '', change: { pinned: true } })
    for (let n = 0; n < 3; n++) await once()
    const kept = await moments()
    expect(kept.map(({ trigger }) => trigger)).toEqual(['asked', 'exec', 'exec', 'exec'])
    expect(kept.slice(0, 2).map(({ id }) => id)).toEqual([asked.id, first?.id])
    // What was between them is gone: the tree goes on without it.
    expect(kept[2]?.from).toBe(first?.id)
    expect((await engine.get('c')).moment).toBe(kept[3]?.id)

    expect(
      (await engine.call('containers.automate', { ...ref('c'), automatic: null })).automatic,
    ).toBeNull()
    await once()
    expect(await moments()).toEqual(kept)
  })

  test('on a text of its console, also after the engine was begun anew; not again at once', async () => {
    await engine.run('c', { process: { terminal: true } })
    await automate('c', { onText: 'ready' })
    await engine.restart()
    const viewer = await Viewer.open(engine.client, { kind: 'init', ...ref('c') })
    await viewer.ask("echo 'rea''dy'; echo 'rea''dy'")
    await until(async () => (await triggers()).length > 0, 'a moment')
    const [moment] = await moments()
    expect(moment?.lastLines.join('\n')).toContain('ready')
    await viewer.ask("echo 'rea''dy'")
    viewer.close()
    // They wait for what is under way.
    await engine.call('containers.pause', ref('c'))
    await engine.call('containers.resume', ref('c'))
    expect(await triggers()).toEqual(['line'])
  })

  testWithLimits('before its limits are changed: it has those from before', async () => {
    await engine.run('c')
    await engine.call('containers.update', { ...ref('c'), limits: { pids: 50 } })
    await automate('c', { beforeLimits: true })
    await engine.call('containers.update', { ...ref('c'), limits: { pids: 60 } })
    expect(await moments()).toMatchObject([{ trigger: 'limits', limits: { pids: 50 } }])
    expect((await engine.get('c')).limits.pids).toBe(60)
  })

  test('by the clock, from when it was begun; what was due while no engine lived is made up for', async () => {
    await engine.run('c')
    await automate('c', { everyMinutes: 1 })
    expect(await moments()).toEqual([])
    await engine.stop()
    // So that nobody waits for a minute: it is told to run for as long.
    const file = new Layout(engine.place.folders).container(ref('c')).metadata()
    const last = readFileSync(file, 'utf8').trimEnd().split('\n').at(-1) ?? ''
    const startedAt = new Date(Date.now() - 59_000).toISOString()
    appendFileSync(file, `${JSON.stringify({ ...JSON.parse(last), startedAt })}\n`)
    await engine.start()
    expect(await moments()).toEqual([])
    await until(async () => (await triggers()).length > 0, 'a moment')
    expect(await triggers()).toEqual(['timer'])
  })

  test('one that cannot be taken is told, and what it was to come before is done', async () => {
    await engine.run('c')
    await automate('c', { beforeExec: true })
    const checkpoints = engine.place.path('s/checkpoints')
    renameSync(checkpoints, `${checkpoints}.away`)
    writeFileSync(checkpoints, 'in the way')
    const { id } = await engine.exec('c', 'true')
    expect((await engine.execEnded('c', id)).exit?.code).toBe(0)
    const { problem, state } = await engine.get('c')
    expect(state).toBe('running')
    expect(problem?.message).toMatch(/EEXIST|ENOTDIR/)
    expect(await moments()).toEqual([])
    rmSync(checkpoints)
    renameSync(`${checkpoints}.away`, checkpoints)

    await engine.kill('c')
    await engine.ended('c')
    await engine.call('containers.rerun', ref('c'))
    expect((await engine.get('c')).problem).toBeNull()
  })
})
