import { describe, expect, it } from 'vitest'
import { interleave, medians } from '../../bench/rounds.ts'
import { median, percentile } from '../../bench/statistics.ts'

describe('statistics', () => {
  it('finds the middle, whatever the order', () => {
    expect(median([30, 1, 2])).toBe(2)
    expect(median([4, 1, 3, 2])).toBe(2.5)
    expect(median([])).toBeNaN()
  })

  it('finds the value that a share does not exceed', () => {
    const values = Array.from({ length: 100 }, (_, i) => 100 - i)
    expect(percentile(values, 0.5)).toBe(50)
    expect(percentile(values, 0.99)).toBe(99)
    expect(percentile([7], 0.99)).toBe(7)
  })
})

describe('rounds', () => {
  const ours = { name: 'ours' as const }
  const runc = { name: 'runc' as const }

  it('go in turn, begin with another each time, and do not count the first', async () => {
    const turns: string[] = []
    let clock = 0
    const taken = await interleave([ours, runc], 3, async ({ name }) => {
      turns.push(name)
      return { up: ++clock }
    })
    expect(turns).toEqual(['ours', 'runc', 'runc', 'ours', 'ours', 'runc', 'runc', 'ours'])
    expect(taken.samples.get('ours')).toEqual([{ up: 4 }, { up: 5 }, { up: 8 }])
    expect(medians(taken, ['up']).results).toEqual([
      { name: 'up', unit: 'ms', ours: 5, peers: { runc: 6 } },
    ])
  })

  it('leave out a peer that fails and say so', async () => {
    const taken = await interleave([ours, runc], 2, async ({ name }) => {
      if (name === 'runc') throw new Error('no such thing')
      return { up: 1 }
    })
    expect(medians(taken, ['up'])).toEqual({
      results: [{ name: 'up', unit: 'ms', ours: 1, peers: {} }],
      notes: ['runc is left out: no such thing'],
    })
  })

  it('fail when ours does', async () => {
    const broken = interleave([ours, runc], 2, async ({ name }) => {
      if (name === 'ours') throw new Error('broken')
      return {}
    })
    await expect(broken).rejects.toThrow('broken')
  })
})
