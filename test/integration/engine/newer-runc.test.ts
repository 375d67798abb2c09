import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findCriu } from '../../../electron/engine/runtime/criu.ts'
import { isOlder, versionOf } from '../../../electron/engine/runtime/version.ts'
import { hasLimits } from '../../support/limits.ts'
import {
  failure,
  IDLE,
  ref,
  script,
  skipReason,
  TestEngine,
  TOOLS,
  type Wanted,
} from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { Viewer } from '../../support/viewer.ts'
import { newerRunc } from '../runtime/newer-runc.ts'

const newer = await newerRunc()
/** The system's runc is 1.1 on Debian 12; users of later releases have this one. */
const on = (wanted: Wanted = {}): Wanted => ({ ...wanted, runtime: { binary: newer.path } })

let engine: TestEngine
beforeEach(async () => {
  engine = await TestEngine.open()
})
afterEach(() => engine.clear())

describe('a runc from 1.2 on, unpacked privately', unless(skipReason || newer.why), () => {
  test('it is one', async () => {
    expect(isOlder('1.2.0', await versionOf(newer.path))).toBe(true)
  })

  test('a whole life: console, exec, pause, resume, limits, signals, end, delete', async () => {
    const running = await engine.run('c', on({ process: { terminal: true } }))
    expect(running).toMatchObject({ state: 'running', runtime: { binary: newer.path } })
    const viewer = await Viewer.open(engine.client, { kind: 'init', ...ref('c') })
    expect(await viewer.ask('X=kept; echo typed')).toBe('typed')
    const exec = await engine.exec('c', 'sh', '-c', 'exit 7')
    expect((await engine.execEnded('c', exec.id)).exit?.code).toBe(7)
    const paused = await engine.call('containers.pause', ref('c'))
    expect(paused.status).toBe('paused')
    await engine.call('containers.resume', ref('c'))
    if (hasLimits) {
      await engine.call('containers.update', { ...ref('c'), limits: { pids: 44 } })
      expect((await engine.figures('c')).limits.pids).toBe(44)
    }
    await engine.restart()
    expect(await engine.get('c')).toMatchObject({ state: 'running', pid: running.pid })
    await engine.exec('c', 'sleep', '1000')
    await engine.kill('c', 9, true)
    const { exit, execs } = await engine.ended('c')
    expect(exit).toMatchObject({ code: 137, signal: 9, reason: 'signal' })
    expect(execs.every(({ state }) => state === 'stopped')).toBe(true)
    await engine.call('containers.delete', ref('c'))
    viewer.close()
  })

  test('a checkpoint, and two that come of it; its criu is chosen by PATH', async () => {
    const criu = engine.place.path('criu')
    symlinkSync((await findCriu(join(TOOLS, 'bin'))) ?? '', criu)
    const runtime = { binary: newer.path, criu }
    await engine.run('c', { process: { terminal: true }, runtime })
    const shell = await Viewer.open(engine.client, { kind: 'init', ...ref('c') })
    await shell.ask('X=then')
    shell.close()
    const checkpoint = await engine.checkpoint('c')
    for (const id of ['d', 'e']) {
      await engine.run(id, { source: { kind: 'checkpoint', checkpoint: checkpoint.id }, runtime })
      const viewer = await Viewer.open(engine.client, { kind: 'init', ...ref(id) })
      expect(await viewer.ask('echo $X')).toBe('then')
      expect(await viewer.ask('ifconfig lo')).toMatch(/UP LOOPBACK/)
      viewer.close()
    }
    const ran = (await engine.journal('c')).flatMap(({ commands }) => commands.map((c) => c.argv))
    expect(ran.find((argv) => argv.includes('checkpoint'))).not.toContain('--criu')
    await engine.call('containers.pause', ref('c'))
    expect((await engine.get('d')).status).toBe('running')
  })

  test('a criu that is none is named, although runc looks for it by PATH alone', async () => {
    const criu = engine.place.path('nowhere/criu')
    await engine.run('c', { ...IDLE, runtime: { binary: newer.path, criu } })
    expect(await failure(engine.checkpoint('c'))).toMatchObject({
      code: 'unavailable',
      message: `${criu} is no program that can be run`,
      field: 'runtime.criu',
    })
    expect((await engine.call('engine.snapshot', {})).checkpoints).toEqual([])
    expect((await engine.get('c')).state).toBe('running')
  })

  test('its failures in its own words', async () => {
    const error = await failure(engine.create('c', on({ process: { args: ['/no/such'] } })))
    expect(error).toMatchObject({
      code: 'runtime-failed',
      message: expect.stringMatching(/^OCI runtime create failed: .*\/no\/such/),
    })
    expect(await engine.containers()).toEqual([])
    await engine.run('d', on(script('exit 5')))
    expect((await engine.ended('d')).exit?.code).toBe(5)
    expect(await failure(engine.kill('d', 15))).toMatchObject({
      message: 'process already finished: not found',
    })
  })
})
