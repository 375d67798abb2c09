import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Pace } from '../../../renderer/store/pace.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('what comes singly is done at once', () => {
  const pace = new Pace()
  const done: number[] = []
  pace.do(() => done.push(1))
  expect(done).toEqual([1])
  vi.advanceTimersByTime(20)
  pace.do(() => done.push(2))
  expect(done).toEqual([1, 2])
})

test('a storm is done together, once a frame, in its order; then the rest ends', () => {
  const pace = new Pace()
  const done: number[] = []
  for (let n = 0; n < 100; n++) pace.do(() => done.push(n))
  expect(done).toEqual([0])
  vi.advanceTimersByTime(16)
  expect(done).toEqual(Array.from({ length: 100 }, (_, n) => n))
  pace.do(() => done.push(100))
  expect(done).toHaveLength(100)
  vi.advanceTimersByTime(16)
  expect(done).toHaveLength(101)
  vi.advanceTimersByTime(16)
  expect(vi.getTimerCount()).toBe(0)
})

test('who cannot wait has what waits done now, and nothing is done twice', () => {
  const pace = new Pace()
  const done: string[] = []
  pace.do(() => done.push('a'))
  pace.do(() => done.push('b'))
  pace.flush()
  expect(done).toEqual(['a', 'b'])
  vi.advanceTimersByTime(100)
  expect(done).toEqual(['a', 'b'])
})
