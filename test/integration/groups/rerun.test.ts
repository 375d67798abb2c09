import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Container } from '../../../shared/model.ts'
import { killable } from '../../support/hosts.ts'
import { hasLimits, testWithLimits } from '../../support/limits.ts'
import {
  failure,
  IDLE,
  names,
  ref,
  runcState,
  script,
  skipReason,
  TestEngine,
} from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { until } from '../../support/until.ts'
import { Viewer } from '../../support/viewer.ts'

let engine: TestEngine
const view = (id: string) => Viewer.open(engine.client, { kind: 'init', ...ref(id) })
/** A file of a container, from outside. */
const inside = async (id: string, name: string) => join((await engine.get(id)).rootfs, name)
const notes = async (id: string) => (await engine.journal(id)).flatMap(({ note }) => note ?? [])
const actions = async (id: string) => (await engine.journal(id)).map(({ action }) => action)

/** A program that says how often it ran, and fails while there is no file /ok. */
const FAILING = 'echo run >> /runs; [ -e /ok ] && exec sleep 1000; exit 3'
const runs = async (id: string) => {
  const path = await inside(id, 'runs')
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n').length : 0
}
const restarting = (restarts: number, text = FAILING) => script(text, { naming: { restarts } })
const givenUp = ({ state, restarts }: Container, max: number) =>
  state === 'stopped' && restarts.count === max && restarts.dueAt === null

describe('run again', unless(skipReason), () => {
  beforeAll(async () => {
    engine = await TestEngine.open()
  })
  afterAll(() => engine.clear())

  test('a terminal container runs from its beginning: its files, text, limits and size are kept, its exit is gone', async () => {
    const limits = hasLimits ? { pids: 50 } : {}
    await engine.run('again', { process: { terminal: true }, limits })
    const first = await view('again')
    first.resize({ cols: 111, rows: 33 })
    await first.ask('echo kept > /file; echo said before')
    first.type('exit 7\n')
    expect((await engine.ended('again')).exit?.code).toBe(7)
    first.close()
    const events = engine.changes('again').length
    const again = await engine.call('containers.rerun', ref('again'))
    expect(again).toMatchObject({ state: 'running', exit: null, busy: null })
    expect(again.pid).toBeGreaterThan(0)
    const states = engine
      .changes('again')
      .slice(events)
      .map(({ state }) => state)
    expect(new Set(states), 'it was seen in a state between').toEqual(
      new Set(['stopped', 'running']),
    )
    expect((await runcState(engine.place.root(), 'again'))?.status).toBe('running')
    const second = await view('again')
    await second.shows('said before')
    expect(await second.ask('cat /file')).toBe('kept')
    expect(await second.ask('stty size')).toBe('33 111')
    expect(await second.ask('hostname')).toBe('again')
    expect((await engine.get('again')).limits).toEqual(limits)
    second.close()
    const entry = (await engine.journal('again')).find(({ action }) => action === 'rerun')
    expect(
      entry?.commands.map(({ argv }) => argv.find((a) => /^(create|start|delete|-c)$/.test(a))),
    ).toEqual(['delete', '-c', 'start'])
  })

  test('each time anew, however often; an end at once is seen', async () => {
    await engine.run('quick', script('echo x >> /count; exit $(wc -l < /count)'))
    for (const code of [1, 2, 3]) {
      const ended = await engine.waitFor(
        'quick',
        ({ exit }) => exit?.code === code,
        `ended ${code}`,
      )
      expect(ended.state).toBe('stopped')
      if (code < 3) await engine.call('containers.rerun', ref('quick'))
    }
  })

  test('one that was made of a checkpoint begins at its beginning', async () => {
    await engine.run('source', script('echo began >> /starts; while :; do sleep 0.1; done'))
    await until(async () => existsSync(await inside('source', 'starts')), 'the start')
    const checkpoint = await engine.checkpoint('source')
    await engine.run('copy', { source: { kind: 'checkpoint', checkpoint: checkpoint.id } })
    await engine.kill('copy')
    await engine.ended('copy')
    await engine.call('containers.rerun', ref('copy'))
    const path = await inside('copy', 'starts')
    await until(() => readFileSync(path, 'utf8') === 'began\nbegan\n', 'it to begin again')
    await engine.call('checkpoints.delete', { checkpoint: checkpoint.id })
  })

  test('what cannot run is refused by runc, and it stays ended as it was', async () => {
    await engine.run('lost', script('exit 4'))
    const before = await engine.ended('lost')
    rmSync(await inside('lost', 'bin/sh'))
    const error = await failure(engine.call('containers.rerun', ref('lost')))
    expect(error.message).toMatch(/^OCI runtime (create|start) failed/)
    expect(await engine.get('lost')).toMatchObject({
      state: 'stopped',
      exit: before.exit,
      busy: null,
    })
    expect(await runcState(engine.place.root(), 'lost')).toBeNull()
    await engine.call('containers.delete', ref('lost'))
  })
})

describe('restart on failure', unless(skipReason), () => {
  beforeAll(async () => {
    engine = await TestEngine.open()
  })
  afterAll(() => engine.clear())

  test('at most so many times, each after twice as long, then given up in words; by hand the count begins anew', async () => {
    await engine.run('fails', restarting(3))
    await engine.waitFor('fails', (one) => givenUp(one, 3), 'given up')
    expect(await runs('fails')).toBe(4)
    expect(await notes('fails')).toContain('it failed again after 3 restarts: given up')
    const entries = (await engine.journal('fails')).filter(({ action }) =>
      ['exited', 'restart'].includes(action),
    )
    const waits = entries.flatMap(({ action, at }, n) =>
      action === 'restart' && entries[n - 1]?.action === 'exited'
        ? [Date.parse(at) - Date.parse(entries[n - 1]?.at ?? '')]
        : [],
    )
    expect(waits.length).toBeGreaterThanOrEqual(3)
    for (const [n, least] of [100, 200, 400].entries()) {
      expect(waits[n], `wait ${n}`).toBeGreaterThanOrEqual(least - 30)
      expect(waits[n], `wait ${n}`).toBeLessThan(least + 1500)
    }
    const again = await engine.call('containers.rerun', ref('fails'))
    expect(again.restarts.count).toBe(0)
    // Not before it has failed once more: the run by hand might already find it.
    await engine.waitFor('fails', ({ restarts }) => restarts.count > 0, 'to fail again')
    writeFileSync(await inside('fails', 'ok'), '')
    const up = await engine.waitFor(
      'fails',
      ({ state, restarts }) => state === 'running' && restarts.dueAt === null && restarts.count > 0,
      'up',
    )
    expect(up.restarts.count).toBeLessThanOrEqual(3)
  })

  test('not what ends with 0, nor what a person told to end, by whichever way', async () => {
    await engine.run('fine', restarting(5, 'exit 0'))
    await engine.run('killed', restarting(5, 'sleep 1000'))
    await engine.run('polite', restarting(5, 'trap "exit 9" TERM; while :; do sleep 0.05; done'))
    await engine.run('stopped', restarting(5, 'trap "exit 8" TERM; while :; do sleep 0.05; done'))
    await engine.run('hung', restarting(5, 'kill -HUP $$; sleep 0.5; exit 6'))
    await engine.kill('killed', 9)
    await engine.kill('polite', 15)
    // A word to the program is no order to end.
    await engine.kill('hung', 1).catch(() => {})
    await engine.call('containers.stop', { ...ref('stopped'), graceSeconds: 5 })
    expect((await engine.ended('stopped')).exit?.code).toBe(8)
    expect((await engine.ended('polite')).exit?.code).toBe(9)
    await engine.ended('killed')
    await engine.ended('fine')
    for (const id of ['fine', 'killed', 'polite', 'stopped']) {
      expect((await engine.get(id)).restarts, id).toEqual({ count: 0, dueAt: null })
    }
    for (const id of ['killed', 'polite', 'stopped']) {
      expect(await notes(id)).toContain('it was told to end, so it is not started again')
    }
    await engine.waitFor('hung', ({ restarts }) => restarts.count > 0, 'restarted')
    await engine.call('containers.stop', { ...ref('hung'), graceSeconds: 0 })
  })

  test('what waits for its restart is stopped, deleted, or told never to restart', async () => {
    const waiting = async (id: string) => {
      await engine.run(id, restarting(100))
      return engine.waitFor(
        id,
        ({ restarts, state }) =>
          state === 'stopped' && restarts.count >= 3 && restarts.dueAt !== null,
        'waiting',
      )
    }
    // Each at once when it waits: they do so for less than a second.
    const { naming } = await waiting('w1')
    await engine.call('containers.stop', ref('w1'))
    await waiting('w2')
    await engine.call('containers.label', { ...ref('w2'), naming: { ...naming, restarts: 0 } })
    await waiting('w3')
    await engine.call('containers.delete', ref('w3'))
    const before = [await runs('w1'), await runs('w2')]
    expect((await engine.get('w1')).restarts.dueAt).toBeNull()
    expect((await engine.get('w2')).restarts).toEqual({ count: 0, dueAt: null })
    await sleep(700)
    expect([await runs('w1'), await runs('w2')]).toEqual(before)
    expect(names(join(engine.place.folders.state, 'containers/default'))).not.toContain('w3')
  })

  test('an attempt that runc refuses counts, too', async () => {
    await engine.run('gone', restarting(2, 'rm -f /bin/sh; exit 1'))
    await engine.waitFor('gone', (one) => givenUp(one, 2), 'given up')
    expect((await engine.get('gone')).problem?.message).toMatch(/^OCI runtime/)
    expect((await actions('gone')).filter((action) => action === 'restart').length).toBe(3)
  })

  test('name, labels, group and policy are changed at any time, and survive', async () => {
    const before = { name: 'A Name', labels: { a: '1' }, group: 'g' }
    await engine.run('labelled', { ...IDLE, naming: before })
    const naming = { name: 'Another', labels: { b: '2' }, order: 7, restarts: 1 }
    const labelled = await engine.call('containers.label', { ...ref('labelled'), naming })
    expect(labelled.naming).toEqual(naming)
    await engine.restart()
    expect((await engine.get('labelled')).naming).toEqual(naming)
    const many = Object.fromEntries(Array.from({ length: 33 }, (_, n) => [`l${n}`, '']))
    const refused = (wrong: object) =>
      failure(engine.call('containers.label', { ...ref('labelled'), naming: wrong }))
    expect(await refused({ labels: many })).toMatchObject({ field: 'naming.labels' })
    expect(await refused({ labels: { 'a b': '' } })).toMatchObject({ code: 'invalid-input' })
    expect(await refused({ restarts: 101 })).toMatchObject({ field: 'naming.restarts' })
    expect(await refused({ group: '../x' })).toMatchObject({ field: 'naming.group' })
    expect((await engine.get('labelled')).naming).toEqual(naming)
  })

  testWithLimits('out of memory is a failure', async () => {
    const text = 'a=x; while :; do a="$a$a"; done'
    const limits = { memory: 16 * 2 ** 20 }
    await engine.run('eats', { ...restarting(1, text), limits })
    const ended = await engine.waitFor('eats', (one) => givenUp(one, 1), 'given up')
    expect(ended.exit).toMatchObject({ reason: 'oom', code: 137 })
  })
})

describe('an engine that is killed', unless(skipReason), () => {
  beforeAll(async () => {
    engine = await TestEngine.open(killable)
  })
  afterAll(() => engine.clear())

  test('in the middle of running one again: the next one finishes it, or it is as it was', async () => {
    await engine.run('mid', script('echo run >> /runs; [ -e /stay ] || exit 5; exec sleep 1000'))
    const first = await engine.ended('mid')
    writeFileSync(await inside('mid', 'stay'), '')
    const { bundle } = await engine.get('mid')
    const conmonPid = join(bundle, '../conmon.pid')
    const started = async () => (await runs('mid')) > made
    let made = 0
    const moments: [name: string, reached: () => boolean | Promise<boolean>][] = [
      ['asked', () => true],
      ['deleted', () => !existsSync(join(engine.place.root(), 'mid'))],
      ['conmon begins', () => existsSync(conmonPid)],
      ['created', () => existsSync(join(bundle, '../pid')) && existsSync(conmonPid)],
      ['started', started],
    ]
    for (const [moment, reached] of moments) {
      const before = await engine.get('mid')
      made = await runs('mid')
      if (moment !== 'deleted') rmSync(conmonPid, { force: true })
      rmSync(join(bundle, '../pid'), { force: true })
      void engine.call('containers.rerun', ref('mid')).catch(() => {})
      while (!(await reached())) await sleep(1)
      await engine.restart()
      const after = await engine.get('mid')
      const known = await runcState(engine.place.root(), 'mid')
      if (after.state === 'running') {
        expect(known?.status, moment).toBe('running')
        expect(after, moment).toMatchObject({ exit: null, monitor: 'watching' })
        await until(started, `it to run: ${moment}`)
        await engine.kill('mid')
        await engine.ended('mid')
      } else {
        expect(moment, 'it ran, and nobody says so').not.toBe('started')
        expect(after, moment).toMatchObject({ state: 'stopped', exit: before.exit ?? first.exit })
        expect(known?.status ?? 'stopped', moment).toBe('stopped')
        expect(await runs('mid'), 'it ran, and nobody says so').toBe(made)
      }
    }
    expect((await engine.call('containers.rerun', ref('mid'))).state).toBe('running')
  })

  test('while one failed: the next decides once, in words, and a pending restart comes all the same', async () => {
    const until0 = '[ -e /go ] && { rm /go; exit 3; }; sleep 0.02'
    await engine.run('away', restarting(2, `echo run >> /runs; while :; do ${until0}; done`))
    await engine.run('asked', restarting(2, `trap "exit 4" TERM; while :; do sleep 0.02; done`))
    await engine.run('pending', restarting(100))
    await engine.waitFor('pending', ({ restarts }) => restarts.count >= 4, 'waiting long')
    const path = await inside('away', 'go')
    const askedPid = (await engine.get('asked')).pid ?? 0
    process.kill(askedPid, 'SIGSTOP')
    await engine.kill('asked', 15)
    const made = await runs('pending')
    await engine.stop()
    writeFileSync(path, '')
    process.kill(askedPid, 'SIGCONT')
    await until(() => !isRunning(askedPid) && !existsSync(path), 'both to end')
    await engine.start()
    await engine.waitFor(
      'away',
      ({ state, restarts }) => state === 'running' && restarts.count === 1,
      'again',
    )
    expect(await notes('away')).toContain('it failed and is started again')
    await until(async () => (await runs('away')) === 2, 'a second run')
    expect(await engine.get('asked')).toMatchObject({ state: 'stopped', restarts: { count: 0 } })
    expect(await notes('asked')).toContain('it was told to end, so it is not started again')
    await until(async () => (await runs('pending')) > made, 'the pending one to come')
    await engine.call('containers.stop', { ...ref('pending'), graceSeconds: 0 })
  })
})

const isRunning = (pid: number) => existsSync(`/proc/${pid}`)
