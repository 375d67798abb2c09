import { describe, expect, test } from 'vitest'
import {
  beyondBudget,
  chooseBase,
  depthOf,
  type Held,
  MOST_DEEP,
  usualBudget,
} from '../../../electron/engine/checkpoint/storage/choice.ts'

const GIB = 1024 ** 3

/** Moments of one container, the first the oldest; `base`: by number. */
function held(...all: (Partial<Omit<Held, 'base' | 'from'>> & { base?: number; from?: number })[]) {
  return all.map(({ base, from, ...rest }, i): Held => {
    return {
      id: String(i),
      container: 'c',
      createdAt: i,
      usedAt: i,
      bytes: GIB,
      whole: base === undefined,
      stays: null,
      base: base === undefined ? null : String(base),
      from: from === undefined ? null : String(from),
      ...rest,
    }
  })
}

const baseOf = (all: Held[], i: number) => chooseBase(all[i] as Held, all)

describe('the base of a moment', () => {
  test('is the nearest of its container, the earlier of two', () => {
    expect(baseOf(held({}, {}, {}), 1)).toBe('0')
    expect(baseOf(held({}, {}, {}), 0)).toBe('1')
    expect(baseOf(held({}, { container: 'd' }, {}), 0)).toBe('2')
    expect(baseOf(held({}), 0)).toBe(null)
  })

  test('is a neighbour in the tree before one that is near in time', () => {
    expect(baseOf(held({}, {}, {}, { from: 0 }), 3)).toBe('0')
    expect(baseOf(held({}, {}, {}, { from: 0 }), 0)).toBe('1')
  })

  test('is nothing small', () => {
    expect(baseOf(held({}, { bytes: 1000 }, {}), 0)).toBe('2')
  })

  test('makes no circle, and no long chain: neither above it nor below it', () => {
    expect(baseOf(held({ base: 1 }, {}), 1)).toBe(null)
    expect(baseOf(held({ base: 1 }, { base: 2 }, {}, {}), 2)).toBe('3')
    expect(baseOf(held({ base: 1 }, { base: 2 }, { base: 3 }, {}, {}), 3)).toBe(null)
    expect(baseOf(held({}, { base: 0 }, { base: 1 }, { base: 2 }, {}), 4)).toBe('2')
  })

  test.each([
    [3, 1],
    [10, 1],
    [40, 6],
  ])('of %d, each stored in its turn: %d stay whole, and none is deep', (n, stay) => {
    const all = held(...Array.from({ length: n }, () => ({})))
    for (let again = true; again; ) {
      again = false
      for (const one of beyondBudget(all, 0)) {
        const base = chooseBase(one, all)
        if (!base) continue
        Object.assign(one, { base, whole: false })
        again = true
        break
      }
    }
    expect(all.filter(({ whole }) => whole)).toHaveLength(stay)
    for (const one of all) expect(depthOf(one, all)).toBeLessThanOrEqual(MOST_DEEP)
  })
})

describe('what goes beyond the budget', () => {
  const ids = (all: Held[], budget: number) => beyondBudget(all, budget).map(({ id }) => id)

  test('is what was not used for the longest time, the oldest first', () => {
    const all = held({}, { usedAt: 9 }, {}, {})
    expect(ids(all, 2 * GIB)).toEqual(['0', '2'])
    expect(ids(all, 4 * GIB)).toEqual([])
    expect(ids(all, 0)).toEqual(['0', '1', '2', '3'])
  })

  test('leaves out what is stored, small, or stays for a reason, which counts all the same', () => {
    const all = held({}, { base: 0 }, { bytes: 10 }, { stays: 'asked' }, {})
    expect(ids(all, 2 * GIB)).toEqual(['0'])
    expect(ids(all, 0)).toEqual(['0', '4'])
  })

  test('is usually more than 4 GiB, or than a tenth of what is free', () => {
    expect(usualBudget(100 * GIB)).toBe(4 * GIB)
    expect(usualBudget(10 * GIB)).toBe(GIB)
  })
})
