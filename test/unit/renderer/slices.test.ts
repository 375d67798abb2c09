import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { inSlices } from '../../../renderer/connection/slices.ts'

let clock = 0
const now = () => clock
const EACH_MS = 3

beforeEach(() => {
  clock = 0
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const taking = () => {
  const seen: number[] = []
  const slices = inSlices<number>((item) => {
    clock += EACH_MS
    seen.push(item)
  }, now)
  return { seen, slices }
}

test('what comes singly is handed on at once', () => {
  const { seen, slices } = taking()
  for (let n = 0; n < 10; n++) {
    clock += 50
    slices.take(n)
    expect(seen).toHaveLength(n + 1)
  }
})

test('of a storm a slice at a time, in its order; nothing is lost', () => {
  const { seen, slices } = taking()
  for (let n = 0; n < 10; n++) slices.take(n)
  expect(seen).toEqual([0, 1, 2])
  vi.advanceTimersToNextTimer()
  expect(seen).toEqual([0, 1, 2, 3, 4, 5])
  slices.take(10)
  vi.runAllTimers()
  expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
})

test('what waits is worked off before an end', () => {
  const { seen, slices } = taking()
  for (let n = 0; n < 10; n++) slices.take(n)
  slices.flush()
  expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  vi.runAllTimers()
  expect(seen).toHaveLength(10)
})
