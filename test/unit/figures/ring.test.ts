import { describe, expect, test } from 'vitest'
import { type Reading, Ring } from '../../../electron/engine/figures/ring.ts'
import { ofEachFigure } from '../../../shared/model.ts'

const reading = (cpu: number | null): Reading => ({ ...ofEachFigure(() => null), cpu })

const filled = (ring: Ring, count: number) => {
  for (let n = 1; n <= count; n++) ring.push(n * 1000, reading(n))
  return ring
}

describe('the ring of figures', () => {
  test('keeps the newest and no more, over any number of turns', () => {
    for (const count of [1, 59, 60, 61, 119, 120, 121, 599, 600, 601, 1800]) {
      const { at, figures } = filled(new Ring(), count).after(0)
      const kept = Math.min(count, 600)
      expect(at, `${count}`).toHaveLength(kept)
      expect(at[0]).toBe((count - kept + 1) * 1000)
      expect(figures.cpu).toEqual(at.map((time) => time / 1000))
    }
  })

  test('gives what came after a time, oldest first', () => {
    const ring = filled(new Ring(3), 5)
    expect(ring.after(3000).at).toEqual([4000, 5000])
    expect(ring.after(5000).at).toEqual([])
    expect(ring.newest).toBe(5000)
  })

  test('nothing read is nothing, and not zero', () => {
    const ring = new Ring()
    ring.push(1000, reading(null))
    ring.push(2000, reading(0))
    expect(ring.after(0).figures.cpu).toEqual([null, 0])
    expect(ring.after(0).figures.memory).toEqual([null, null])
  })

  test('begins anew where the clock was set back', () => {
    const ring = filled(new Ring(), 5)
    ring.push(2000, reading(7))
    expect(ring.after(0)).toMatchObject({ at: [2000], figures: { cpu: [7] } })
  })
})
