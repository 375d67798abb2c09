import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cgroupPids, cgroupVersion } from '../../../electron/engine/runtime/cgroup.ts'
import { isAlive, processStartTime } from '../../../electron/engine/runtime/proc.ts'
import { readRuntimeState } from '../../../electron/engine/runtime/state-file.ts'
import { testWithLimits } from '../../support/limits.ts'
import {
  failure,
  IDLE,
  ref,
  runc,
  runcState,
  script,
  skipReason,
  TestEngine,
} from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { until } from '../../support/until.ts'
import { Viewer } from '../../support/viewer.ts'

let engine: TestEngine
beforeEach(async () => {
  engine = await TestEngine.open()
})
afterEach(() => engine.clear())

const view = (id: string) => Viewer.open(engine.client, { kind: 'init', ...ref(id) })

/** How many processes are in its cgroup. */
const processes = async (id: string): Promise<number> => {
  const state = await readRuntimeState(engine.place.root(), id)
  return (await cgroupPids(state?.cgroupPaths ?? {})).length
}

/** A sh as pid 1 that says which signals reach it, with a child that would be ended by any. */
const TELLS = script(
  'trap "echo got TERM" TERM; trap "echo got USR1" USR1; sleep 1000 & sleep 1000 & echo child $!; while :; do sleep 0.05; done',
)

describe('signals', unless(skipReason), () => {
  test('to the init alone, and to all processes', async () => {
    await engine.run('c', TELLS)
    const viewer = await view('c')
    await viewer.shows(/child \d+/)
    await engine.kill('c', 10)
    await viewer.shows('got USR1')
    expect(viewer.text).not.toContain('got TERM')
    expect(await processes('c')).toBeGreaterThanOrEqual(3)

    await engine.kill('c', 15, true)
    await viewer.shows('got TERM')
    // The sleeping ones had no handler: they are gone, and the init lives on.
    await until(async () => (await processes('c')) <= 2, 'its children to be gone')
    expect((await engine.get('c')).state).toBe('running')
    await engine.kill('c', 9, true)
    expect((await engine.ended('c')).exit).toMatchObject({ code: 137, signal: 9, reason: 'signal' })
    viewer.close()
  })

  test('pid 1 without a handler ignores TERM; KILL ends it', async () => {
    await engine.run('c')
    await engine.kill('c', 15)
    await engine.exec('c', 'true')
    expect((await engine.get('c')).state).toBe('running')
    await engine.kill('c', 9)
    expect((await engine.ended('c')).exit).toMatchObject({ code: 137, signal: 9, oom: false })
  })

  test.each([
    ['the init alone', false],
    ['all processes', true],
  ])('KILL ends a paused container: %s', async (_name, all) => {
    await engine.run('c')
    await engine.exec('c', 'sleep', '1000')
    await engine.call('containers.pause', ref('c'))
    await engine.kill('c', 9, all)
    const { exit, problem, execs } = await engine.ended('c')
    expect(exit).toMatchObject({ code: 137, signal: 9, reason: 'signal' })
    expect(problem).toBeNull()
    expect(execs.map(({ state }) => state)).toEqual(['stopped'])
    expect((await runcState(engine.place.root(), 'c'))?.status).toBe('stopped')
  })

  test('TERM waits while it is paused, and is heard after', async () => {
    await engine.run('c', script('trap "exit 21" TERM; echo ready; while :; do sleep 0.05; done'))
    const viewer = await view('c')
    await viewer.shows('ready')
    await engine.call('containers.pause', ref('c'))
    await engine.kill('c', 15)
    expect((await engine.get('c')).state).toBe('paused')
    await engine.call('containers.resume', ref('c'))
    expect((await engine.ended('c')).exit).toMatchObject({ code: 21, reason: 'exited' })
    viewer.close()
  })

  test('a resume that fails while it ends is told, and can be made good', async () => {
    const stuck = engine.place.path('stuck')
    const binary = engine.place.path('runc')
    const text = `#!/bin/sh\ncase " $* " in *" resume "*) [ -e ${stuck} ] && exit 9;; esac\nexec ${runc} "$@"\n`
    writeFileSync(binary, text, { mode: 0o755 })
    await engine.run('c', { ...IDLE, runtime: { binary } })
    await engine.call('containers.pause', ref('c'))
    writeFileSync(stuck, '')
    await engine.kill('c', 9, true)
    await engine.waitFor('c', ({ problem }) => problem !== null, 'told to have a problem')
    expect((await engine.get('c')).problem?.command).toContain('resume')
    rmSync(stuck)
    // On v1 what is frozen does not die of it before it is thawed.
    if ((await engine.get('c')).state === 'paused') {
      await engine.call('containers.resume', ref('c')).catch(() => {})
    }
    expect((await engine.ended('c')).exit).toMatchObject({ code: 137, signal: 9 })
  })

  // A wrapper stands for the other: the turn in which both are at it comes once in a thousand.
  test('what another has resumed while it ends is no failure', async () => {
    const binary = engine.place.path('runc')
    const resumedBefore = `case " $* " in *" resume "*) ${runc} "$@";; esac`
    writeFileSync(binary, `#!/bin/sh\n${resumedBefore}\nexec ${runc} "$@"\n`, { mode: 0o755 })
    await engine.run('c', { ...IDLE, runtime: { binary } })
    await engine.call('containers.pause', ref('c'))
    await engine.kill('c', 9, true)
    const { exit, problem } = await engine.ended('c')
    expect(exit).toMatchObject({ code: 137, signal: 9, reason: 'signal' })
    expect(problem).toBeNull()
    const resumed = (await engine.journal('c')).filter(({ action }) => action.includes('resume'))
    expect(resumed.map(({ error }) => error?.code)).toEqual(['runtime-failed'])
  })

  test('killed from outside while it is paused: its end is told once it can be', async () => {
    const { pid } = await engine.run('c')
    await engine.call('containers.pause', ref('c'))
    process.kill(pid ?? 0, 'SIGKILL')
    // On v1 what is frozen does not even die of this, on v2 it does.
    const { state } = await engine.get('c')
    if (state === 'paused' && processStartTime(pid ?? 0) !== null) {
      await engine.call('containers.resume', ref('c')).catch(() => {})
    }
    expect((await engine.ended('c')).exit).toMatchObject({ code: 137, signal: 9 })
  })
})

describe('how it ended', unless(skipReason), () => {
  test('the exit code, the time, and no signal', async () => {
    await engine.run('c', script('exit 42'))
    const { exit, status, pid } = await engine.ended('c')
    expect(exit).toMatchObject({ code: 42, signal: null, oom: false, reason: 'exited' })
    expect(Math.abs(Date.parse(exit?.at ?? '') - Date.now())).toBeLessThan(20_000)
    expect({ status, pid }).toEqual({ status: 'stopped', pid: null })
    const notes = (await engine.journal('c')).map(({ action, note }) => `${action}: ${note}`)
    expect(notes).toContain('exited: exit code 42')
  })

  test('by a signal of its own: 128 + n', async () => {
    await engine.run('c', { process: { args: ['sh', '-c', 'sh -c "kill -11 \\$\\$"; exit $?'] } })
    expect((await engine.ended('c')).exit).toMatchObject({
      code: 139,
      signal: 11,
      reason: 'signal',
    })
  })

  test('an end before start has answered is told after the start', async () => {
    await Promise.all(
      [0, 1, 2, 3, 4].map(async (n) => {
        const started = await engine.run(`c${n}`, { ...IDLE, process: { args: ['true'] } })
        expect(started.state).toBe('running')
        await engine.ended(`c${n}`)
        const states = engine.changes(`c${n}`).map(({ state }) => state)
        expect([...new Set(states)]).toEqual(['created', 'running', 'stopped'])
      }),
    )
  })

  testWithLimits('out of memory', async () => {
    await engine.run('c', {
      process: { args: ['tail', '-c', '200m', '/dev/zero'], terminal: false },
      limits: { memory: 16 * 1024 * 1024 },
    })
    const { exit } = await engine.ended('c')
    expect(exit).toMatchObject({ code: 137, signal: 9, oom: true, reason: 'oom' })
    const { memory: folder = '' } =
      (await readRuntimeState(engine.place.root(), 'c'))?.cgroupPaths ?? {}
    const kernels = (file: string) => Number(readFileSync(join(folder, file), 'utf8'))
    // With what the kernel itself still says of it, where it is v1; the peak of v2 is newer than some kernels.
    expect(exit?.sentBy).toBe('oom-killer')
    expect(exit?.memory).toMatchObject({ limit: 16 * 1024 * 1024, oomKills: 1 })
    if (cgroupVersion() === 'v1') {
      expect(exit?.memory).toMatchObject({
        peak: kernels('memory.max_usage_in_bytes'),
        refused: kernels('memory.failcnt'),
      })
    }
  })

  test('what it said last; who sent the signal', async () => {
    await engine.run('c', script('echo first; echo last words; sleep 1000'))
    const viewer = await view('c')
    await viewer.shows('last words')
    viewer.close()
    expect(await failure(engine.call('containers.ending', ref('c')))).toMatchObject({
      code: 'failed-precondition',
    })
    await engine.call('containers.pause', ref('c'))
    await engine.call('containers.resume', ref('c'))
    await engine.kill('c')
    expect((await engine.ended('c')).exit).toMatchObject({ signal: 9, sentBy: 'runcible' })
    expect(await engine.call('containers.ending', ref('c'))).toEqual({
      lastLines: ['first', 'last words'],
    })

    await engine.call('containers.rerun', ref('c'))
    process.kill((await engine.get('c')).pid ?? 0, 'SIGKILL')
    const { exit } = await engine.ended('c')
    expect(exit).toMatchObject({ signal: 9, reason: 'signal' })
    expect(exit?.sentBy).toBe(undefined)
  })

  test('the monitor killed: that is shown, the container runs on, its later end is seen as unseen', async () => {
    const { pid } = await engine.run('c')
    process.kill(engine.place.monitorOf('/c/'), 'SIGKILL')
    const lost = await engine.waitFor('c', ({ monitor }) => monitor === 'lost', 'without monitor')
    expect(lost).toMatchObject({ state: 'running', pid })
    expect(isAlive(pid ?? 0, processStartTime(pid ?? 0) ?? -1)).toBe(true)
    await engine.call('containers.pause', ref('c'))
    await engine.call('containers.resume', ref('c'))
    expect((await engine.get('c')).monitor).toBe('lost')
    await engine.restart()
    await engine.waitFor('c', ({ monitor }) => monitor === 'lost', 'without monitor again')

    await engine.kill('c')
    expect((await engine.ended('c')).exit).toMatchObject({
      code: null,
      signal: null,
      reason: 'unseen',
    })
    const notes = (await engine.journal('c')).map(({ action }) => action)
    expect(notes).toContain('monitor-lost')
  })
})

describe('stdin', unless(skipReason), () => {
  test('none: it reads nothing, and typing changes nothing', async () => {
    await engine.run('c', script('cat; echo end of input; sleep 1000'))
    const viewer = await view('c')
    await viewer.shows('end of input')
    viewer.type('lost\n')
    expect((await engine.get('c')).stdinClosed).toBe(true)
    const error = await failure(engine.call('containers.closeStdin', ref('c')))
    expect(error.code).toBe('failed-precondition')
    expect(viewer.text).not.toContain('lost')
    viewer.close()
  })

  test('open: it stays open, whoever leaves, also over a restart', async () => {
    await engine.run(
      'c',
      script('while read line; do echo got $line; done; echo over', { stdin: 'open' }),
    )
    const first = await view('c')
    first.type('one\n')
    await first.shows('got one')
    first.close()
    await engine.restart()
    const second = await view('c')
    second.type('two\n')
    await second.shows('got two')
    expect(await failure(engine.call('containers.closeStdin', ref('c')))).toMatchObject({
      message: 'cannot end stdin: its stdin stays open for good, as chosen at create',
    })
    expect(second.text).not.toContain('over')
    second.close()
  })

  test('once: ended by a click, all that was typed is read', async () => {
    await engine.run('c', script('sort; exit 6', { stdin: 'once' }))
    const viewer = await view('c')
    viewer.type('pear\n')
    viewer.type('apple\n')
    expect((await engine.call('containers.closeStdin', ref('c'))).stdinClosed).toBe(true)
    expect((await engine.ended('c')).exit?.code).toBe(6)
    await viewer.shows(/apple\s+pear/)
    await until(() => viewer.ended, 'the end of its console')
    expect(await failure(engine.call('containers.closeStdin', ref('c')))).toMatchObject({
      message: 'cannot end stdin: its stdin is ended already',
    })
    viewer.close()
  })

  test('once: ended by the engine’s end', async () => {
    await engine.run('c', script('cat; exit 8', { stdin: 'once' }))
    await engine.restart()
    expect((await engine.ended('c')).exit?.code).toBe(8)
    expect((await engine.get('c')).stdinClosed).toBe(true)
  })
})
