import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Linger } from '../../../electron/headless/linger.ts'
import { pair } from '../../contract/transports/memory.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function lingering() {
  const end = vi.fn()
  return { end, linger: new Linger(1000, end) }
}

test('nobody comes: it ends, but not before it was told to begin', () => {
  const { end, linger } = lingering()
  vi.advanceTimersByTime(5000)
  expect(end).not.toHaveBeenCalled()
  linger.begin()
  vi.advanceTimersByTime(999)
  expect(end).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(end).toHaveBeenCalledOnce()
})

test('it stays with its last client, and a while longer; one that comes back in time keeps it', () => {
  const { end, linger } = lingering()
  linger.begin()
  const [one, two] = [pair()[1], pair()[1]]
  const seen = vi.fn()
  linger.admit(one).onClose(seen)
  linger.admit(two)
  vi.advanceTimersByTime(5000)
  one.close()
  one.close()
  expect(seen).toHaveBeenCalledOnce()
  vi.advanceTimersByTime(5000)
  expect(end).not.toHaveBeenCalled()
  two.close()
  vi.advanceTimersByTime(999)
  const [, back] = pair()
  linger.admit(back)
  vi.advanceTimersByTime(5000)
  expect(end).not.toHaveBeenCalled()
  back.close()
  vi.advanceTimersByTime(1000)
  expect(end).toHaveBeenCalledOnce()
})
