import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Recorder, RING_BYTES } from '../../../electron/engine/console/recorder.ts'
import { Viewers } from '../../../electron/engine/console/viewers.ts'
import type { ViewerRole } from '../../../shared/contract.ts'
import { RuncibleError } from '../../../shared/errors.ts'
import { HIGH_WATER } from '../../../shared/flow.ts'
import type { TerminalSize } from '../../../shared/model.ts'
import { Watcher } from './watcher.ts'

/** more than a viewer's window and what it may lag behind that */
const TOO_MUCH = HIGH_WATER + 600_000

let recorder: Recorder
let viewers: Viewers
let typed: string[]
let held: boolean[]
let sizes: TerminalSize[]

beforeEach(() => {
  sizes = []
  typed = []
  held = []
  recorder = new Recorder({ terminal: false, size: { cols: 80, rows: 24 } })
  viewers = new Viewers(recorder, {
    write: (bytes) => {
      if (typed.length > 1) throw new RuncibleError('unavailable', 'full')
      typed.push(Buffer.from(bytes).toString())
    },
    resize: (size) => {
      sizes.push(size)
      viewers.resized(size)
    },
    hold: (on) => held.push(on),
  })
})
afterEach(() => {
  vi.useRealTimers()
  viewers.close()
  recorder.dispose()
})

function write(text: string | Uint8Array, source: 'stdout' | 'stderr' = 'stdout'): void {
  const bytes = Buffer.from(text)
  recorder.append(source, bytes)
  viewers.output(bytes.length)
}

async function watching(as?: ViewerRole): Promise<Watcher> {
  const watcher = new Watcher().watch(viewers, as)
  await expect.poll(() => watcher.snapshots.length).toBe(1)
  return watcher
}

test('snapshot first, then what comes, with its pipe', async () => {
  write('before\n')
  const watcher = await watching()
  write('out')
  write('err', 'stderr')
  await expect.poll(() => watcher.received).toBe(6)
  expect(watcher.items).toMatchObject([
    { kind: 'snapshot', offset: 7 },
    { kind: 'viewers', viewers: [{ as: 'owner', size: null, sets: true, you: true }] },
    { kind: 'data', offset: 7, source: 'stdout' },
    { kind: 'data', offset: 10, source: 'stderr' },
  ])
  expect(watcher.text).toBe('before\r\nouterr')
})

test('echoes go at once, within the same call; a flood is gathered', async () => {
  const watcher = await watching()
  for (const key of 'typing') {
    write(key)
    expect(watcher.live.endsWith(key)).toBe(true)
  }
  const before = watcher.items.length
  for (let n = 0; n < 100; n++) write('x'.repeat(200))
  expect(watcher.items.length - before).toBeLessThan(20)
  await expect.poll(() => watcher.received).toBe(6 + 20_000)
  expect(watcher.items.length - before).toBeLessThan(30)
})

test('a viewer that keeps up gets a flood whole, each byte once', async () => {
  const watcher = await watching()
  const chunk = new Uint8Array(8192).map((_, n) => n % 251)
  const total = 20 * 1024 * 1024
  for (let sent = 0; sent < total; sent += chunk.length) {
    write(chunk)
    if (sent % (8 * chunk.length) === 0) await new Promise(setImmediate)
  }
  await expect.poll(() => watcher.received, { timeout: 10_000 }).toBe(total)
  expect(watcher.snapshots.length).toBe(1)
  const data = Buffer.from(watcher.live, 'latin1')
  expect(data.equals(Buffer.concat(Array(total / chunk.length).fill(chunk)))).toBe(true)
})

test('one that does not acknowledge is sent no more than the window, and holds up nobody', async () => {
  const slow = await watching()
  slow.holdsBack = true
  const quick = await watching()
  for (let n = 0; n < 100; n++) write('x'.repeat(10_000))
  await expect.poll(() => quick.received).toBe(1_000_000)
  expect(slow.received).toBe(HIGH_WATER)
  slow.catchUp()
  await expect.poll(() => slow.received).toBe(1_000_000)
  expect(slow.snapshots.length).toBe(1)
})

test('one that lags too far gets one new snapshot, once its acks have caught up', async () => {
  const watcher = await watching()
  watcher.holdsBack = true
  for (let n = 0; n < 30; n++) {
    write(`${'x'.repeat(RING_BYTES / 20)}\n`)
    await sleep(1)
  }
  expect(watcher.snapshots.length).toBe(1)
  expect(watcher.received).toBe(HIGH_WATER)
  watcher.catchUp()
  await expect.poll(() => watcher.snapshots.length).toBe(2)
  expect(watcher.skipped + watcher.received).toBe(recorder.end)
  write('alive')
  await expect.poll(() => watcher.live).toBe('alive')
})

test('a process quicker than a viewer that keeps acknowledging is held back, and let go again', async () => {
  const watcher = await watching()
  write('x'.repeat(TOO_MUCH))
  expect(held).toEqual([true])
  await expect.poll(() => watcher.received).toBe(TOO_MUCH)
  expect(held).toEqual([true, false])
})

test('nobody waits for a viewer that is silent, or that leaves', async () => {
  const watcher = await watching()
  watcher.holdsBack = true
  write('x'.repeat(TOO_MUCH))
  expect(held).toEqual([true])
  await expect.poll(() => held).toEqual([true, false])
  write('x'.repeat(TOO_MUCH))
  expect(held).toEqual([true, false])
  const other = await watching()
  other.holdsBack = true
  write('x'.repeat(TOO_MUCH))
  expect(held).toEqual([true, false, true])
  other.leave()
  await expect.poll(() => held).toEqual([true, false, true, false])
})

test('a lost ack is asked for again', async () => {
  const watcher = await watching()
  watcher.holdsBack = true
  write('x'.repeat(HIGH_WATER + 10))
  await expect.poll(() => watcher.received).toBe(HIGH_WATER)
  watcher.holdsBack = false
  await expect.poll(() => watcher.received, { timeout: 5000 }).toBe(HIGH_WATER + 10)
})

test('ended is last, and only after everything', async () => {
  const watcher = await watching()
  watcher.holdsBack = true
  write('x'.repeat(HIGH_WATER + 5000))
  viewers.end()
  expect(watcher.ended).toBe(false)
  watcher.catchUp()
  await expect.poll(() => watcher.ended).toBe(true)
  expect(watcher.received).toBe(HIGH_WATER + 5000)
  const late = await watching()
  await expect.poll(() => late.ended).toBe(true)
})

test('a resize is told to all, also to one whose snapshot is under way', async () => {
  const watcher = await watching()
  const late = new Watcher().watch(viewers)
  recorder.resize({ cols: 100, rows: 40 })
  watcher.resize(100, 40)
  await expect.poll(() => late.snapshots.length).toBe(1)
  const told = (one: Watcher) =>
    one.items.findLast((item) => item.kind === 'resized' || item.kind === 'snapshot')
  expect(told(watcher)).toEqual({ kind: 'resized', size: { cols: 100, rows: 40 } })
  expect(told(late)).toMatchObject({ size: { cols: 100, rows: 40 } })
})

test('input goes on at once; where it is refused the viewer is told why', async () => {
  const watcher = await watching()
  watcher.type('ls\r')
  watcher.type('2')
  expect(typed).toEqual(['ls\r', '2'])
  watcher.type('too much')
  expect(watcher.closed?.error?.message).toBe('full')
})

test('a snapshot that cannot be made ends that view, with the reason', async () => {
  recorder.snapshot = () => Promise.reject(new Error('tripped'))
  const watcher = new Watcher().watch(viewers)
  await expect.poll(() => watcher.closed?.error?.details.said).toBe('tripped')
})

test('closing tells every viewer; one that left gets nothing more', async () => {
  const watcher = await watching()
  const gone = await watching()
  gone.leave()
  write('x')
  viewers.close()
  expect(gone.received).toBe(0)
  expect(gone.closed).toBeNull()
  expect(watcher.closed).toEqual({ error: undefined })
})

const WIDE = { cols: 200, rows: 50 }
const SMALL = { cols: 60, rows: 20 }

test('an observer sets no size, cannot type, and nobody waits for it', async () => {
  const observer = await watching('observer')
  observer.resize(WIDE.cols, WIDE.rows)
  write('x'.repeat(TOO_MUCH))
  expect(sizes).toEqual([])
  expect(held).toEqual([])
  observer.type('key')
  expect(typed).toEqual([])
  expect(observer.closed?.error?.code).toBe('failed-precondition')
})

test('the size is that of the owner who typed or took over last, and all are told', async () => {
  const one = await watching()
  one.resize(WIDE.cols, WIDE.rows)
  const two = await watching()
  two.resize(SMALL.cols, SMALL.rows)
  expect(sizes.at(-1)).toEqual(WIDE)
  two.type('key')
  expect(sizes.at(-1)).toEqual(SMALL)
  expect(one.viewers).toEqual([
    { as: 'owner', size: WIDE, sets: false, you: true },
    { as: 'owner', size: SMALL, sets: true, you: false },
  ])
  one.become('owner')
  expect(sizes.at(-1)).toEqual(WIDE)
  one.become('observer')
  expect(sizes.at(-1)).toEqual(SMALL)
  one.become('owner')
  one.leave()
  expect(sizes.at(-1)).toEqual(SMALL)
  expect(two.viewers).toEqual([{ as: 'owner', size: SMALL, sets: true, you: true }])
})

test('closing a console resizes nothing', async () => {
  const one = await watching()
  one.resize(WIDE.cols, WIDE.rows)
  ;(await watching()).resize(SMALL.cols, SMALL.rows)
  const before = sizes.length
  viewers.close()
  expect(sizes.length).toBe(before)
})

test('a wait is told once it lasts, with who is too slow, and when it is over; a short one never', async () => {
  vi.useFakeTimers()
  const slow = new Watcher().watch(viewers)
  const other = new Watcher().watch(viewers, 'observer')
  await vi.advanceTimersByTimeAsync(1)
  const told = (one: Watcher) => one.items.filter(({ kind }) => kind === 'held')
  slow.parsesIn = 100
  write('x'.repeat(TOO_MUCH))
  await vi.advanceTimersByTimeAsync(2000)
  expect(held).toEqual([true, false])
  expect(told(slow)).toEqual([])
  slow.parsesIn = 300
  for (let ms = 0; ms < 2000; ms += 50) {
    for (let n = 0; n < 20 && !held.at(-1); n++) write('x'.repeat(100_000))
    await vi.advanceTimersByTimeAsync(50)
  }
  expect(told(slow)).toEqual([{ kind: 'held', forMs: 1000, byYou: true }])
  expect(told(other)).toEqual([{ kind: 'held', forMs: 1000, byYou: false }])
  const late = new Watcher().watch(viewers, 'observer')
  await vi.advanceTimersByTimeAsync(1)
  expect(told(late)).toMatchObject([{ byYou: false }])
  await vi.advanceTimersByTimeAsync(3000)
  for (const one of [slow, other, late]) expect(told(one).at(-1)).toMatchObject({ forMs: null })
})

test('one that gets a new snapshot hears of the end of a wait that came while that was made', async () => {
  vi.useFakeTimers()
  const slow = new Watcher().watch(viewers)
  await vi.advanceTimersByTimeAsync(1)
  const told = () => slow.items.flatMap((item) => (item.kind === 'held' ? [item.forMs] : []))
  slow.parsesIn = 300
  for (let ms = 0; ms < 1500; ms += 50) {
    for (let n = 0; n < 20 && !held.at(-1); n++) write('x'.repeat(100_000))
    await vi.advanceTimersByTimeAsync(50)
  }
  expect(told()).toEqual([1000])
  const snapshot = recorder.snapshot.bind(recorder)
  // As long as on a busy machine.
  vi.spyOn(recorder, 'snapshot').mockImplementation(async (glimpsed) => {
    await new Promise((resolve) => setTimeout(resolve, 1000))
    return snapshot(glimpsed)
  })
  slow.parsesIn = 0
  slow.holdsBack = true
  for (let ms = 0; ms < 1000 && held.at(-1); ms += 20) await vi.advanceTimersByTimeAsync(20)
  expect(told()).toEqual([1000])
  write('x'.repeat(2 * RING_BYTES))
  slow.catchUp()
  await vi.advanceTimersByTimeAsync(2000)
  expect(slow.snapshots.length).toBe(2)
  expect(told()).toEqual([1000, null])
})
