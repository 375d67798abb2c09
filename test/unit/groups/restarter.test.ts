import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { NO_RESTARTS, type RestartRecord } from '../../../electron/engine/groups/restart-policy.ts'
import { type Restartable, Restarter } from '../../../electron/engine/groups/restarter.ts'
import type { Journal } from '../../../electron/engine/journal.ts'

const NOW = Date.parse('2026-11-25T12:00:00.000Z')
const time = (seconds: number) => new Date(NOW + seconds * 1000).toISOString()
let recorded: string[]
let restarter: Restarter

/** A container of which only its record and what is asked of it matter here. */
function container(meta: { state: string; startedAt?: string; restarts: Partial<RestartRecord> }) {
  return {
    ref: { namespace: 'default', id: 'a' },
    meta: { startedAt: null, ...meta, restarts: { ...NO_RESTARTS, ...meta.restarts } },
    restarts: {
      restart: vi.fn(() => Promise.resolve()),
      settled: vi.fn(() => Promise.resolve()),
    },
  } satisfies Restartable
}

beforeEach(() => {
  vi.useFakeTimers({ now: NOW })
  recorded = []
  restarter = new Restarter({
    record: (action: string, _ref: object, work: () => Promise<unknown>) => {
      recorded.push(action)
      return work()
    },
  } as unknown as Journal)
})
afterEach(() => vi.useRealTimers())

test('what is due comes at its time, once, and stands in the journal', () => {
  const one = container({ state: 'stopped', restarts: { count: 1, dueAt: time(0.1) } })
  restarter.watch(one)
  restarter.watch(one)
  vi.advanceTimersByTime(99)
  expect(one.restarts.restart).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(one.restarts.restart).toHaveBeenCalledOnce()
  vi.advanceTimersByTime(60_000)
  expect(one.restarts.restart).toHaveBeenCalledOnce()
  expect(recorded).toEqual(['restart'])
})

test('what was due while no engine was there comes at once', () => {
  const one = container({ state: 'stopped', restarts: { count: 1, dueAt: time(-3600) } })
  restarter.watch(one)
  vi.advanceTimersByTime(0)
  expect(one.restarts.restart).toHaveBeenCalledOnce()
})

test('the count begins anew after a minute of running, also where another engine started it', () => {
  const one = container({ state: 'running', startedAt: time(-20), restarts: { count: 2 } })
  restarter.watch(one)
  vi.advanceTimersByTime(39_999)
  expect(one.restarts.settled).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(one.restarts.settled).toHaveBeenCalledOnce()
  expect(recorded).toEqual([])
})

test('nothing comes of what was called off, deleted, or is another’s by now', () => {
  const due = container({ state: 'stopped', restarts: { count: 1, dueAt: time(1) } })
  restarter.watch(due)
  restarter.watch(container({ state: 'stopped', restarts: { count: 1 } }))
  restarter.watch(due)
  restarter.forget(due.ref)
  restarter.watch(due)
  restarter.close()
  vi.advanceTimersByTime(10_000)
  expect(due.restarts.restart).not.toHaveBeenCalled()
  expect(vi.getTimerCount()).toBe(0)
})

test('a restart that fails leaves the engine as it is', async () => {
  const one = container({ state: 'stopped', restarts: { count: 1, dueAt: time(0) } })
  one.restarts.restart.mockRejectedValue(new Error('runc said no'))
  restarter.watch(one)
  await vi.advanceTimersByTimeAsync(1)
  expect(one.restarts.restart).toHaveBeenCalledOnce()
})
