import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { FigureHistory, type Source } from '../../../electron/engine/figures/history.ts'
import { layTree, V2 } from '../../fixtures/recorded-cgroup2.ts'

const ref = { namespace: 'default', id: 'c' }

let folder: string
let sources: Source[]
let passes: number
let history: FigureHistory
beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout', 'Date', 'performance'],
  })
  folder = mkdtempSync(join(tmpdir(), 'figures-'))
  layTree(folder, V2)
  passes = 0
  const running = { init: process.pid, cgroup: { '': folder } }
  sources = [{ ref, createdAt: 'then', running }]
  history = new FigureHistory(async () => {
    passes += 1
    return sources
  })
})
afterEach(() => {
  history.close()
  vi.useRealTimers()
  rmSync(folder, { recursive: true })
})

const ask = async (since = 0) => (await history.of([{ ...ref, since, seconds: 600 }]))[0]

describe('the history of figures', () => {
  test('is read once a second while somebody asks, for all alike; the first answer has a reading', async () => {
    expect((await ask())?.figures.memory).toEqual([20971520 - 4194304])
    expect(await ask()).toMatchObject({
      limits: { memory: 67108864, pids: 50 },
      killed: 2,
      network: 'host',
    })
    expect(passes).toBe(1)
    await vi.advanceTimersByTimeAsync(1000)
    layTree(folder, { 'cpu.stat': 'usage_usec 1734567\n', 'memory.events': 'oom_kill 3\n' })
    await vi.advanceTimersByTimeAsync(1000)
    const told = await ask()
    expect(told?.at).toHaveLength(3)
    expect(told?.figures.cpu).toEqual([null, 0, 50])
    expect(told?.figures.oomKills).toEqual([null, 0, 1])
    expect((await ask(told?.at[1]))?.at).toEqual(told?.at.slice(2))
  })

  test('while nobody asks nothing is read, and that is a gap for good', async () => {
    await ask()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(passes).toBeLessThan(6)
    const before = passes
    const told = await ask()
    expect(passes).toBe(before + 1)
    const [last = 0, now = 0] = told?.at.slice(-2) ?? []
    expect(now - last).toBeGreaterThan(50_000)
    expect(told?.figures.cpu.at(-1)).toBe(null)
    await vi.advanceTimersByTimeAsync(700_000)
    expect((await ask())?.at).toHaveLength(1)
  })

  test('keeps the last minutes of one that has ended, and nothing of one that is gone', async () => {
    await ask()
    const [source] = sources
    sources = [{ ref, createdAt: 'then', running: null }]
    await vi.advanceTimersByTimeAsync(2000)
    expect((await ask())?.at).toHaveLength(1)
    sources = source ? [{ ...source, createdAt: 'later' }] : []
    await vi.advanceTimersByTimeAsync(1000)
    expect((await ask())?.at).toHaveLength(1)
    sources = []
    await vi.advanceTimersByTimeAsync(1000)
    expect(await ask()).toBe(undefined)
  })

  test('a time that is still to come is that of a clock that was set back: all is told', async () => {
    await ask()
    expect((await ask(Date.now() + 1e6))?.at).toHaveLength(1)
  })
})
