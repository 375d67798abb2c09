import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { processStartTime } from '../../electron/engine/runtime/proc.ts'
import type { Checkpoint } from '../../shared/model.ts'
import {
  checkMemory,
  filled,
  frozen,
  HeldCriu,
  keepers,
  notes,
  onlyKeeper,
  restore,
  SAME,
} from '../integration/lazy/rig.ts'
import { inChild } from '../support/child-engine.ts'
import { noPerl } from '../support/memory-program.ts'
import { failure, ref, skipReason, TestEngine } from '../support/test-engine.ts'
import { unless } from '../support/unless.ts'
import { until } from '../support/until.ts'
import { IN_WHOLE, SHORT } from './form.ts'
import { lazyDeaths } from './lazy-deaths.ts'

/** RUNCIBLE_CAMPAIGN_SEED repeats a campaign. */
const seed = Number(process.env.RUNCIBLE_CAMPAIGN_SEED ?? Date.now() % 1_000_000)
const DEATHS = SHORT ? 3 : 40

let engine: TestEngine
let held: HeldCriu
let moment: Checkpoint
afterEach(() => engine.clear())

const reason = skipReason || noPerl

describe('who dies at a random instant of a rewind', unless(reason), () => {
  test(`${DEATHS} deaths, seed ${seed}: all of its memory is right, or it has ended and says why`, async () => {
    engine = await TestEngine.open(inChild)
    const told = await lazyDeaths(engine, seed, DEATHS)
    expect(told).toHaveLength(DEATHS)
  })
})

async function restoreHeld() {
  engine = await TestEngine.open(inChild)
  held = new HeldCriu(engine)
  moment = await frozen(engine, 'c', 96, { runtime: { criu: held.path } })
  await restore(engine, 'c', moment)
  await held.pid()
}

async function restoreAgain() {
  held.again()
  await restore(engine, 'c', moment)
  await held.pid()
}

describe('while memory is missing', unless(SHORT ? 'in the whole campaign' : reason), () => {
  beforeEach(restoreHeld)

  test('it can be paused: its pages come, and it goes on with them', async () => {
    await held.letGo()
    await engine.call('containers.pause', ref('c'))
    await filled(engine, 'c')
    expect((await engine.get('c')).state).toBe('paused')
    await engine.call('containers.resume', ref('c'))
    expect(await checkMemory(engine, 'c')).toBe(SAME)
  })

  test.each([
    ['its keeper', ['keeper']],
    ['its CRIU', ['criu']],
    ['both', ['keeper', 'criu']],
  ])('the death of %s ends it, which says why; also where it is paused', async (_, victims) => {
    for (const pauses of [false, true]) {
      if (pauses) {
        await restoreAgain()
        // What waits in the kernel for a page just now cannot be frozen before it comes, on cgroup v1.
        const refused = await failure(engine.call('containers.pause', ref('c'))).catch(() => null)
        expect(refused?.message ?? 'unable to freeze').toContain('unable to freeze')
        expect((await engine.get('c')).state).toBe(refused ? 'running' : 'paused')
      }
      if (victims.includes('keeper')) process.kill(onlyKeeper(engine), 'SIGKILL')
      if (victims.includes('criu')) await held.kill()
      const { exit } = await engine.ended('c')
      expect(exit?.problem?.message).toMatch(/what brought it died/)
      await until(() => keepers(engine).length === 0, 'every keeper to be gone')
      if (!victims.includes('criu')) await held.kill()
    }
  })

  test('its own end ends what brings it, and is told as any other', async () => {
    await engine.kill('c')
    const { exit } = await engine.ended('c')
    expect(exit).toMatchObject({ code: 137, reason: 'signal' })
    expect(exit?.problem).toBeUndefined()
    await until(() => keepers(engine).length === 0, 'the keeper to be gone')
    await engine.call('checkpoints.delete', { checkpoint: moment.id })
  })
})

describe('a rewind of what is still being filled', unless(reason), () => {
  beforeEach(restoreHeld)

  test('keeps nothing that is not whole; else that ends, and all of the moment’s memory comes anew', async () => {
    const rewind = (keep?: object) =>
      engine.call('containers.rewind', { ...ref('c'), checkpoint: moment.id, keep })
    expect(await failure(rewind({}))).toMatchObject({
      code: 'failed-precondition',
      message: expect.stringContaining('its memory is still being brought back'),
    })
    const before = { pid: (await engine.get('c')).pid, keeper: onlyKeeper(engine) }
    held.only()
    const { state, pid } = await rewind()
    expect(state).toBe('running')
    expect(pid).not.toBe(before.pid)
    expect(processStartTime(before.pid ?? 0)).toBeNull()
    expect(processStartTime(before.keeper)).toBeNull()
    expect(processStartTime(await held.pid())).toBeNull()
    const { exit } = await filled(engine, 'c')
    expect(exit).toBeNull()
    expect(await checkMemory(engine, 'c')).toBe(SAME)
    expect(keepers(engine)).toEqual([])
    await engine.call('checkpoints.delete', { checkpoint: moment.id })
  })
})

describe('an engine that dies while memory is missing', unless(reason), () => {
  beforeEach(async () => {
    await restoreHeld()
    await engine.stop()
  })

  test(
    'leaves what brings it at work; the next one goes on with both, and shows it',
    IN_WHOLE,
    async () => {
      expect(keepers(engine)).toHaveLength(1)
      await engine.start()
      expect((await engine.get('c')).filling).toMatchObject({ checkpoint: moment.id })
      expect(await failure(engine.checkpoint('c'))).toMatchObject({ code: 'failed-precondition' })
      expect(
        await failure(engine.call('checkpoints.delete', { checkpoint: moment.id })),
      ).toMatchObject({ code: 'failed-precondition' })
      await held.letGo()
      await filled(engine, 'c')
      expect(await checkMemory(engine, 'c')).toBe(SAME)
      expect(keepers(engine)).toEqual([])
      await engine.call('checkpoints.delete', { checkpoint: moment.id })
    },
  )

  test('finds all of it in where that came meanwhile', IN_WHOLE, async () => {
    await held.letGo()
    await until(() => keepers(engine).length === 0, 'the keeper to end')
    await engine.start()
    await filled(engine, 'c')
    expect((await engine.get('c')).state).toBe('running')
    expect(await checkMemory(engine, 'c')).toBe(SAME)
    await engine.checkpoint('c')
  })

  test(
    'is not needed for the container’s end when what brings it dies; the next one says why',
    IN_WHOLE,
    async () => {
      const pid = engine.changes('c').at(-1)?.pid ?? 0
      expect(processStartTime(pid)).not.toBeNull()
      await held.kill()
      await until(() => processStartTime(pid) === null, 'its init to be gone', 1000)
      await engine.start()
      const { exit } = await engine.ended('c')
      expect(exit?.problem?.message).toMatch(
        /still being brought back from .* what brought it died/,
      )
    },
  )

  test('whose keeper dies, too: the next one ends what goes on without, and says so', async () => {
    process.kill(onlyKeeper(engine), 'SIGKILL')
    await engine.start()
    const { exit } = await engine.ended('c')
    expect(exit?.problem?.message).toMatch(/what brought it died/)
    expect(await notes(engine, 'c')).toContain(
      'what brought its memory back died before all of it was in: it is ended at once',
    )
    await held.kill()
    await restore(engine, 'c', moment, { lazy: false })
    expect(await checkMemory(engine, 'c')).toBe(SAME)
  })
})
