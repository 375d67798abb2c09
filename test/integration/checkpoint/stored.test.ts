import { readFile, rename, writeFile } from 'node:fs/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { StoredMoments, skipReason } from '../../support/stored-moments.ts'
import { failure, ref } from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { until } from '../../support/until.ts'

const MIB = 1024 ** 2

let moments: StoredMoments
const open = async (mib: number) => {
  moments = await StoredMoments.open(mib)
}
afterEach(() => moments.engine.clear())

describe('moments stored as differences', unless(skipReason), () => {
  test('three of 64 MiB: each comes back as it was, from a difference to a difference too', async () => {
    await open(64)
    const [first, second, third] = await three()
    expect((await moments.shown(first.id)).size).toBeGreaterThan(64 * MIB)
    const stored = await moments.store(first.id)
    expect(stored.stored).toMatchObject({ base: second.id })
    expect(stored.stored?.wholeBytes).toBeGreaterThan(64 * MIB)
    expect(stored.stored?.bytes).toBeLessThan(3 * MIB)
    expect(stored.stored?.takesMs).toBeGreaterThan(10)
    expect(stored.size).toBeLessThan(5 * MIB)
    const next = await moments.store(second.id)
    expect(next.stored).toMatchObject({ base: third.id })
    // It takes two steps now: the second no longer is whole.
    const twice = 2 * (next.stored?.takesMs ?? 0)
    expect((await moments.shown(first.id)).stored?.takesMs).toBeGreaterThan(0.9 * twice)
    const refused = await failure(moments.store(third.id))
    expect(refused.code).toBe('failed-precondition')
    expect(refused.message).toContain('there is no other moment of its container')

    await moments.engine.restart()
    expect((await moments.shown(first.id)).size).toBe(stored.size)
    for (const { id, hash } of [first, second, third]) {
      expect(await moments.rewound(id)).toBe(hash)
      expect((await moments.shown(id)).stored).toBe(null)
    }
  })

  test('by themselves beyond the budget, the last used last; whole for good where that is asked for', async () => {
    await open(16)
    await moments.setBudget(30 * MIB)
    const [first, second, third] = await three()
    const stored = async (id: string) => (await moments.shown(id)).stored !== null
    await until(() => stored(first.id), 'the first to be stored')
    await until(() => stored(second.id), 'the second to be stored')
    expect(await stored(third.id)).toBe(false)
    const told = moments.engine.seen.flatMap((seen) =>
      seen.name === 'checkpoint.changed' ? (seen.value.storing?.phase ?? []) : [],
    )
    expect(told.length).toBeGreaterThan(0)

    const whole = await moments.engine.call('checkpoints.makeWhole', { checkpoint: first.id })
    expect(whole.stored).toBe(null)
    expect(moments.files(first.id, 'differences')).toEqual([])
    const { budget, differences, standFor } = await moments.setBudget(0)
    expect(budget).toBe(0)
    expect(differences).toBeLessThan(2 * MIB)
    expect(standFor).toBeGreaterThan(16 * MIB)
    await until(() => stored(third.id), 'the third to be stored')
    expect(await stored(first.id)).toBe(false)
    for (const { id, hash } of [third, second, first]) expect(await moments.rewound(id)).toBe(hash)
    // What was brought back for a restore goes again.
    await until(() => stored(second.id), 'the second to be stored again')
  })

  test('deleted, what was a difference to it comes back all the same', async () => {
    await open(16)
    const [first, second, gone, third, last] = await moments.take(5)
    if (!first || !second || !gone || !third || !last) throw new Error('five moments')
    await moments.store(first.id)
    expect((await moments.store(second.id)).stored).toMatchObject({ base: gone.id })
    // Of two that lie over it the lower one comes back in its place, and the upper one in one step.
    const { takesMs = 0 } = (await moments.shown(first.id)).stored ?? {}
    await moments.delete(gone.id)
    const told = moments.engine.seen.findLast(
      ({ name, value }) => name === 'checkpoint.changed' && value.id === first.id,
    )
    const { stored } = await moments.shown(first.id)
    expect(stored?.base).toBe(second.id)
    expect(stored?.takesMs).toBeLessThan(0.6 * takesMs)
    expect(told?.value).toMatchObject({ stored })
    await moments.store(second.id)
    // In the middle: the one below it becomes a difference to the one above it.
    await moments.delete(second.id)
    expect((await moments.shown(first.id)).stored).toMatchObject({ base: third.id })
    // Two hang on it: one comes back whole in its place, the other becomes a difference to that.
    expect((await moments.store(last.id)).stored).toMatchObject({ base: third.id })
    await moments.delete(third.id)
    const after = [await moments.shown(first.id), await moments.shown(last.id)]
    expect(after.filter(({ stored }) => stored === null)).toHaveLength(1)
    expect(await moments.rewound(last.id)).toBe(last.hash)
    expect(await moments.rewound(first.id)).toBe(first.hash)
  })

  test('a difference that was changed is found by its hash: nothing is restored, nothing lost', async () => {
    await open(16)
    const [first] = await three()
    await moments.store(first.id)
    const name = moments.files(first.id, 'differences').find((one) => one.includes('.to.')) ?? ''
    const path = moments.path(first.id, 'differences', name)
    const bytes = await readFile(path)
    const middle = bytes.length >> 1
    const changed = Buffer.from(bytes)
    changed[middle] = (changed[middle] ?? 0) ^ 1
    await writeFile(path, changed)
    const refused = await failure(
      moments.engine.call('containers.restore', { ...ref('c'), checkpoint: first.id }),
    )
    expect(refused).toMatchObject({ code: 'internal' })
    expect(refused.message).toContain('does not come back as it was')
    expect(refused.hint).toContain(path)
    expect((await moments.engine.get('c')).state).toBe('stopped')
    expect((await moments.shown(first.id)).stored).not.toBe(null)
    await writeFile(path, bytes)

    // Nor may it pass for whole where its record cannot be read, or what it needs be deleted.
    const { base = '' } = (await moments.shown(first.id)).stored ?? {}
    const [record, aside] = [moments.path(first.id, 'storage.json'), moments.path('storage.json')]
    await moments.engine.stop()
    await rename(record, aside)
    await writeFile(record, '{')
    await moments.engine.start()
    const why = /how the memory of “c #1” is kept cannot be told: .*storage.json is not as Runcible/
    expect((await moments.shown(first.id)).unreadable).toMatch(why)
    const checkpoint = first.id
    for (const call of [
      () => moments.engine.call('containers.restore', { ...ref('c'), checkpoint }),
      () => moments.engine.call('checkpoints.makeWhole', { checkpoint }),
      () => moments.engine.call('checkpoints.store', { checkpoint }),
      () => moments.delete(base),
    ]) {
      expect((await failure(call())).message).toMatch(why)
    }
    await moments.engine.stop()
    await rename(aside, record)
    await moments.engine.start()
    expect(await moments.rewound(first.id)).toBe(first.hash)
  })
})

async function three() {
  const [first, second, third] = await moments.take(3)
  if (!first || !second || !third) throw new Error('three moments')
  return [first, second, third] as const
}
