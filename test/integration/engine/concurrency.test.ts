import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { toWireError } from '../../../shared/errors.ts'
import type { Container } from '../../../shared/model.ts'
import { IDLE, names, ref, skipReason, TestEngine } from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'

let engine: TestEngine
beforeEach(async () => {
  engine = await TestEngine.open()
})
afterEach(() => engine.clear())

const outcome = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => toWireError(error).message,
  )

describe('many at once', unless(skipReason), () => {
  test('twenty creates, starts, kills and deletes', async () => {
    const ids = Array.from({ length: 20 }, (_, n) => `c${n}`)
    const made = await Promise.all(ids.map((id) => engine.create(id)))
    expect(made.map(({ state }) => state)).toEqual(ids.map(() => 'created'))
    const started = await Promise.all(ids.map((id) => engine.call('containers.start', ref(id))))
    expect(new Set(started.map(({ pid }) => pid)).size).toBe(20)
    expect(names(engine.place.root()).sort()).toEqual([...ids].sort())
    await Promise.all(ids.map((id) => engine.kill(id)))
    const ended = await Promise.all(ids.map((id) => engine.ended(id)))
    expect(ended.map(({ exit }) => exit?.code)).toEqual(ids.map(() => 137))
    await Promise.all(ids.map((id) => engine.call('containers.delete', ref(id))))
    expect(await engine.containers()).toEqual([])
    expect(names(engine.place.root())).toEqual([])
  })

  test('the same name twice: one wins', async () => {
    const outcomes = await Promise.all([1, 2, 3].map(() => outcome(engine.create('c'))))
    expect(outcomes.sort()).toEqual([
      'done',
      'there is a container c already',
      'there is a container c already',
    ])
    expect((await engine.get('c')).state).toBe('created')
  })

  test('two starts: one wins, the other is told in the table’s words', async () => {
    await engine.create('c')
    const start = () => outcome(engine.call('containers.start', ref('c')))
    expect((await Promise.all([start(), start()])).sort()).toEqual([
      'cannot start a running process',
      'done',
    ])
  })

  test('a delete during the start waits, and is refused', async () => {
    await engine.create('c')
    const [started, deleted] = await Promise.all([
      outcome(engine.call('containers.start', ref('c'))),
      outcome(engine.call('containers.delete', ref('c'))),
    ])
    expect([started, deleted]).toEqual(['done', 'cannot delete a running process'])
    expect((await engine.get('c')).state).toBe('running')
  })

  test('a start during the delete waits, and is refused', async () => {
    await engine.create('c')
    const [deleted, started] = await Promise.all([
      outcome(engine.call('containers.delete', ref('c'))),
      outcome(engine.call('containers.start', ref('c'))),
    ])
    expect([deleted, started]).toEqual(['done', 'cannot start a deleted process'])
    expect(await engine.containers()).toEqual([])
  })

  test('deleted and made again at once: the new one is a new one', async () => {
    const first = await engine.create('c')
    await engine.call('containers.delete', ref('c'))
    const second = await engine.run('c')
    expect(second.createdAt > first.createdAt).toBe(true)
    expect(second.state).toBe('running')
  })

  test('ten execs, while it is paused and resumed', async () => {
    await engine.run('c')
    const work = Array.from({ length: 10 }, (_, n) => engine.exec('c', 'sh', '-c', `exit ${n}`))
    const execs = await Promise.all(work)
    for (const [n, { id }] of execs.entries()) {
      expect((await engine.execEnded('c', id)).exit?.code).toBe(n)
    }
    const toggles = Array.from({ length: 6 }, (_, n) =>
      outcome(engine.call(n % 2 ? 'containers.resume' : 'containers.pause', ref('c'))),
    )
    expect(await Promise.all(toggles)).toEqual(Array.from({ length: 6 }, () => 'done'))
  })

  test('what is published never goes back, and ends as it is', async () => {
    const order: Container['state'][] = ['created', 'running', 'stopped']
    const ids = ['a', 'b', 'c', 'd']
    await Promise.all(
      ids.map(async (id) => {
        await engine.run(id, IDLE)
        await engine.kill(id)
        await engine.ended(id)
      }),
    )
    for (const id of ids) {
      const steps = engine.changes(id).map(({ state }) => order.indexOf(state))
      expect(steps).toEqual([...steps].sort())
      expect(engine.changes(id).at(-1)).toEqual(await engine.get(id))
    }
  })
})
