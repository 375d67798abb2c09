import { describe, expect, test } from 'vitest'
import { type Counters, toReading } from '../../../electron/engine/figures/rates.ts'

const counters = (
  at: number,
  differs: Partial<Counters['stats']> = {},
  received = 0,
): Counters => ({
  at,
  stats: {
    cpuUsec: 0,
    memory: 4096,
    memoryLimit: null,
    pids: 2,
    pidsLimit: null,
    ioRead: 0,
    ioWrite: 0,
    oomKills: 0,
    ...differs,
  },
  network: { received, sent: 0 },
})

describe('readings out of counters', () => {
  test('what counts on is told by the second, CPU in percent of one', () => {
    const after = counters(2000, { cpuUsec: 500_000, ioRead: 6000, oomKills: 2 }, 100)
    expect(toReading(counters(0), after)).toEqual({
      cpu: 25,
      memory: 4096,
      pids: 2,
      read: 3000,
      written: 0,
      received: 50,
      sent: 0,
      oomKills: 2,
    })
  })

  test('a first one, and one after a gap, have nothing to count from', () => {
    const nothing = { cpu: null, read: null, received: null, oomKills: null, memory: 4096, pids: 2 }
    expect(toReading(null, counters(0))).toMatchObject(nothing)
    expect(toReading(counters(0), counters(2600, { cpuUsec: 10 }))).toMatchObject(nothing)
  })

  test('a counter that is not there, or began anew, makes no wrong figure', () => {
    const before = counters(0, { cpuUsec: 900, ioRead: null })
    expect(toReading(before, counters(1000, { cpuUsec: 5, ioRead: 10 }))).toMatchObject({
      cpu: null,
      read: null,
    })
    expect(toReading({ ...before, network: null }, counters(1000)).received).toBe(null)
  })
})
