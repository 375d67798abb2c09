import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { killable } from '../../support/hosts.ts'
import { testWithLimits } from '../../support/limits.ts'
import {
  commandLine,
  failure,
  IDLE,
  ref,
  runc,
  runcState,
  skipReason,
  TestEngine,
} from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { until } from '../../support/until.ts'

let engine: TestEngine
type Json = { [key: string]: Json } & Json[]

const read = async (id: string) => (await engine.call('containers.config', ref(id))).config

/** A container anew with a changed config.json. */
async function recreate(id: string, change: (spec: Json) => void) {
  const basedOn = await read(id)
  const spec = JSON.parse(basedOn)
  change(spec)
  const config = JSON.stringify(spec)
  return engine.call('config.recreate', { ...ref(id), config, basedOn })
}

const sleeps = (seconds: number) => (spec: Json) =>
  Object.assign(spec.process as Json, { args: ['sleep', String(seconds)] })
/** Waits until runc has become the program. */
const runs = (pid: number | null, args: string[]) =>
  until(
    () => isDeepStrictEqual(commandLine(pid ?? 0).slice(0, -1), args),
    `${pid} to run ${args.join(' ')}`,
  )
/** A runc that comes back late from a deletion, so that an engine can die before it creates anew. */
function slowToDelete(): string {
  const path = engine.place.path('runc')
  const text = `#!/bin/sh
${runc} "$@" || exit
for word; do [ "$word" = delete ] && sleep 0.3; done
exit 0
`
  writeFileSync(path, text, { mode: 0o755 })
  return path
}
const earlierConfig = async (id: string) =>
  existsSync(join((await engine.get(id)).bundle, 'config.before.json'))

describe('recreate with another config.json', unless(skipReason), () => {
  beforeAll(async () => {
    engine = await TestEngine.open()
    await engine.run('web', IDLE)
  })
  afterAll(() => engine.clear())

  testWithLimits(
    'what runs is ended and runs with it: runc, /proc and the window say so',
    async () => {
      const { pid: earlier } = await engine.get('web')
      const memory = 64 * 2 ** 20
      const anew = await recreate('web', (spec) => {
        sleeps(2000)(spec)
        Object.assign(spec, { hostname: 'renamed' })
        Object.assign(spec.linux?.resources as Json, { memory: { limit: memory } })
      })
      expect(anew).toMatchObject({
        state: 'running',
        args: ['sleep', '2000'],
        hostname: 'renamed',
        limits: { memory },
        exit: null,
        busy: null,
      })
      expect(anew.pid).not.toBe(earlier)
      expect(await runcState(engine.place.root(), 'web')).toMatchObject({
        status: 'running',
        pid: anew.pid,
      })
      await runs(anew.pid, ['sleep', '2000'])
      const { namespaces, cgroup } = await engine.call('processes.inspect', ref('web'))
      expect(namespaces.map(({ type }) => type)).toContain('uts')
      expect(JSON.stringify(cgroup)).toContain(String(memory))
      expect(await earlierConfig('web')).toBe(false)
      const entry = (await engine.journal('web')).findLast(({ action }) => action === 'recreate')
      expect(
        entry?.commands.map(({ argv }) => argv.find((a) => /^(kill|start|delete|-c)$/.test(a))),
      ).toEqual(['kill', 'delete', '-c', 'start'])
    },
  )

  test('what is created stays so; what has ended runs again', async () => {
    await engine.create('new', IDLE)
    expect(await recreate('new', sleeps(3000))).toMatchObject({ state: 'created', startedAt: null })
    expect((await runcState(engine.place.root(), 'new'))?.status).toBe('created')
    const started = await engine.call('containers.start', ref('new'))
    await runs(started.pid, ['sleep', '3000'])
    await engine.kill('new')
    await engine.ended('new')
    expect(await recreate('new', sleeps(3001))).toMatchObject({ state: 'running', exit: null })
    await engine.destroy('new')
  })

  test('what cannot be used, or was edited from another one, changes nothing', async () => {
    const before = [await engine.get('web'), await read('web')]
    const error = await failure(
      recreate('web', (spec) => Object.assign(spec.root as Json, { path: '/' })),
    )
    expect(error).toMatchObject({ code: 'invalid-input', field: 'root.path' })
    const asked = { ...ref('web'), config: await read('web'), basedOn: '{}' }
    expect(await failure(engine.call('config.recreate', asked))).toMatchObject({
      code: 'failed-precondition',
      field: 'basedOn',
    })
    expect([await engine.get('web'), await read('web')]).toEqual(before)
  })

  test('what runc refuses leaves it stopped, and able to run as before', async () => {
    const before = await read('web')
    const error = await failure(
      recreate('web', (spec) => Object.assign(spec.process as Json, { args: ['/no/such'] })),
    )
    expect(error.message).toMatch(/^OCI runtime (create|start) failed: .*\/no\/such/)
    expect(error.hint).toContain('with the config.json that it had')
    expect(await engine.get('web')).toMatchObject({ state: 'stopped', busy: null })
    expect(await runcState(engine.place.root(), 'web')).toBeNull()
    expect(await read('web')).toBe(before)
    expect(await earlierConfig('web')).toBe(false)
    await engine.restart()
    expect(await engine.get('web')).toMatchObject({ state: 'stopped', problem: null })
    const again = await engine.call('containers.rerun', ref('web'))
    await runs(again.pid, JSON.parse(before).process.args)
  })
})

describe('an engine that is killed', unless(skipReason), () => {
  beforeAll(async () => {
    engine = await TestEngine.open(killable)
  })
  afterAll(() => engine.clear())

  test('in the middle of it: the next one finishes it, or it is stopped with what it had', async () => {
    await engine.run('mid', { ...IDLE, runtime: { binary: slowToDelete() } })
    const { bundle } = await engine.get('mid')
    const outcomes: string[] = []
    const moments: (() => boolean)[] = [
      () => existsSync(join(bundle, 'config.before.json')),
      () => !existsSync(join(engine.place.root(), 'mid')),
      () => existsSync(join(bundle, '../pid')) && existsSync(join(bundle, '../conmon.pid')),
    ]
    let wanted = 4000
    for (const reached of moments) {
      const earlier = JSON.parse(await read('mid')).process.args
      wanted++
      rmSync(join(bundle, '../pid'), { force: true })
      rmSync(join(bundle, '../conmon.pid'), { force: true })
      void recreate('mid', sleeps(wanted)).catch(() => {})
      while (!reached()) await sleep(1)
      await engine.restart()
      const shown = await engine.get('mid')
      const { args } = JSON.parse(await read('mid')).process
      expect(await earlierConfig('mid')).toBe(false)
      outcomes.push(shown.state)
      if (shown.state === 'running') {
        expect(args).toEqual(['sleep', String(wanted)])
        expect(shown.args).toEqual(args)
        await runs(shown.pid, args)
      } else {
        expect(args).toEqual(earlier)
        expect(shown.problem?.message).toContain('created anew')
        await engine.call('containers.rerun', ref('mid'))
      }
    }
    // Between the deletion and the creation nothing is there that could be finished.
    expect(outcomes[1]).toBe('stopped')
    expect(outcomes.every((state) => state === 'running' || state === 'stopped')).toBe(true)
  })
})
