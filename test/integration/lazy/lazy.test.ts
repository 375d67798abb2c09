import { existsSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { processStartTime } from '../../../electron/engine/runtime/proc.ts'
import { noPerl } from '../../support/memory-program.ts'
import { failure, skipReason, TestEngine } from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { until } from '../../support/until.ts'
import {
  checkMemory,
  criuWithout,
  filled,
  from,
  frozen,
  HeldCriu,
  keepers,
  notes,
  restore,
  SAME,
  shown,
} from './rig.ts'

let engine: TestEngine
beforeEach(async () => {
  engine = await TestEngine.open()
})
afterEach(() => engine.clear())

const MIB = 2 ** 20

describe('a rewind', unless(skipReason || noPerl), () => {
  test('runs before its memory is in, in place and in three others at once; all of them find every page', async () => {
    const moment = await frozen(engine, 'c', 64)
    const restored = await restore(engine, 'c', moment)
    expect(restored).toMatchObject({ state: 'running', exit: null })
    const others = ['a', 'b', 'd']
    await Promise.all(others.map((id) => engine.run(id, from(moment))))
    const all = ['c', ...others]
    const verdicts = await Promise.all(all.map((id) => checkMemory(engine, id)))
    expect(verdicts).toEqual(all.map(() => SAME))
    for (const id of all) {
      await filled(engine, id)
      const [first] = shown(engine, id)
      expect(first?.checkpoint).toBe(moment.id)
      expect(first?.total).toBeGreaterThan(64 * MIB)
      expect(await notes(engine, id)).toEqual(id === 'c' ? ['ended by a checkpoint'] : [])
    }
    expect(keepers(engine)).toEqual([])
    // And what was restored so can be taken again.
    const again = await engine.checkpoint('a', { exit: true })
    await engine.ended('a')
    await restore(engine, 'a', again)
    expect(await checkMemory(engine, 'a')).toBe(SAME)
  })

  test('of little memory, or by choice, brings all of it first', async () => {
    const small = await frozen(engine, 'small', 1)
    await restore(engine, 'small', small)
    const large = await frozen(engine, 'large', 64)
    await restore(engine, 'large', large, { lazy: false })
    expect(await checkMemory(engine, 'large')).toBe(SAME)
    await engine.run('chosen', from(small))
    for (const id of ['small', 'large', 'chosen']) expect(shown(engine, id)).toEqual([])
    await engine.kill('small')
    await engine.ended('small')
    await restore(engine, 'small', small, { lazy: true })
    expect(await checkMemory(engine, 'small')).toBe(SAME)
    expect(shown(engine, 'small').length).toBeGreaterThan(0)
  })

  test('with a CRIU that cannot do it later brings all memory first, and says so', async () => {
    const moment = await frozen(engine, 'c', 64, { runtime: { criu: criuWithout(engine) } })
    await restore(engine, 'c', moment)
    expect(await checkMemory(engine, 'c')).toBe(SAME)
    expect(shown(engine, 'c')).toEqual([])
    expect(await notes(engine, 'c')).toContain(
      'all of its memory is brought back before it runs, because criu lazy-pages ended at once: no lazy pages here',
    )
    expect((await engine.get('c')).filling).toBeNull()
  })
})

describe('while memory is missing', unless(skipReason || noPerl), () => {
  let held: HeldCriu
  let moment: Awaited<ReturnType<typeof frozen>>
  beforeEach(async () => {
    held = new HeldCriu(engine)
    moment = await frozen(engine, 'c', 96, { runtime: { criu: held.path } })
    await restore(engine, 'c', moment)
    await held.pid()
  })

  test('no checkpoint is taken and none that it comes out of deleted; both go once all is in', async () => {
    expect((await engine.get('c')).filling).toMatchObject({ checkpoint: moment.id })
    expect(await failure(engine.checkpoint('c'))).toMatchObject({
      code: 'failed-precondition',
      message:
        'cannot checkpoint c: its memory is still being brought back, and would not be whole',
    })
    const remove = () => engine.call('checkpoints.delete', { checkpoint: moment.id })
    expect(await failure(remove())).toMatchObject({
      code: 'failed-precondition',
      message: `cannot delete checkpoint “${moment.name}”: the memory of c is still being brought back from it`,
    })
    await held.letGo()
    await filled(engine, 'c')
    expect(await checkMemory(engine, 'c')).toBe(SAME)
    const later = await engine.checkpoint('c')
    expect(later.size).toBeGreaterThan(96 * MIB)
    await remove()
    expect(existsSync(moment.imagePath)).toBe(false)
  })

  test('the death of what brings it ends the container at once, which says why; the checkpoint is whole', async () => {
    const { pid } = await engine.get('c')
    await held.kill()
    const begun = performance.now()
    await until(() => processStartTime(pid ?? 0) === null, 'its init to be gone')
    expect(performance.now() - begun).toBeLessThan(100)
    const { exit, filling } = await engine.ended('c')
    // By its keeper; or by itself, where the zeros were faster.
    expect(exit).toMatchObject({ reason: 'signal', problem: { code: 'restore-failed' } })
    expect(exit?.problem?.message).toBe(
      `its memory was still being brought back from “${moment.name}”, and what brought it died: so it was ended at once`,
    )
    expect(filling).toBeNull()
    expect(keepers(engine)).toEqual([])
    await restore(engine, 'c', moment, { lazy: false })
    expect(await checkMemory(engine, 'c')).toBe(SAME)
    expect((await engine.get('c')).exit).toBeNull()
  })
})
