import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { InitState } from '../../../shared/lifecycle.ts'
import { ref, runc, skipReason, TestEngine } from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { until } from '../../support/until.ts'

/** As the issue has it: on screen within a second, of which the window needs the least. */
const SEEN_MS = 500

let engine: TestEngine
beforeAll(async () => {
  engine = await TestEngine.open()
})
afterAll(() => engine.clear())

/** runc as somebody at a terminal runs it. */
const byHand = (...args: string[]) =>
  execFileSync(runc, ['--root', engine.place.root(), ...args], { stdio: 'ignore' })

/** A window hears of the state without asking. */
const hears = (id: string, state: InitState) =>
  until(() => engine.changes(id).at(-1)?.state === state, `${id} to be seen ${state}`, SEEN_MS)

const outsideOf = async (id: string) =>
  (await engine.journal(id)).map(({ action }) => action).filter((one) => one.endsWith(' outside'))

const residentKiB = (pid: number | null) =>
  Number(/VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])

describe('what somebody else does with runc', unless(skipReason), () => {
  test('a pause, a resume and a start made by hand are told to every window, and written down', async () => {
    await engine.create('c')
    byHand('start', 'c')
    await hears('c', 'running')
    expect((await engine.get('c')).startedAt).not.toBeNull()
    byHand('pause', 'c')
    await hears('c', 'paused')
    byHand('resume', 'c')
    await hears('c', 'running')
    expect(await outsideOf('c')).toEqual(['started outside', 'paused outside', 'resumed outside'])

    await engine.restart()
    byHand('pause', 'c')
    await hears('c', 'paused')
    expect(await engine.call('containers.resume', ref('c'))).toMatchObject({ state: 'running' })
    await engine.call('containers.pause', ref('c'))
    expect((await engine.get('c')).state).toBe('paused')
  })

  test('what Runcible does itself is not taken for somebody else’s', async () => {
    await engine.run('own')
    for (let time = 0; time < 3; time++) {
      await engine.call('containers.pause', ref('own'))
      await engine.call('containers.resume', ref('own'))
    }
    await engine.checkpoint('own')
    // Thawed to be killed, and so large that it takes a while to go.
    const tail = { process: { args: ['tail', '-c', '256m', '/dev/zero'] } }
    const { pid } = await engine.run('large', tail)
    await until(() => residentKiB(pid) > 128 * 1024, 'it to be large')
    await engine.call('containers.pause', ref('large'))
    await engine.kill('large', 9, true)
    await engine.kill('own')
    for (const id of ['own', 'large']) {
      await engine.ended(id)
      expect(await outsideOf(id)).toEqual([])
    }
  })
})
