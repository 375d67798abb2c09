import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Recorder, RING_BYTES } from '../../../electron/engine/console/recorder.ts'
import { Viewers } from '../../../electron/engine/console/viewers.ts'
import { RuncibleError } from '../../../shared/errors.ts'
import { HIGH_WATER } from '../../../shared/flow.ts'
import { Watcher } from './watcher.ts'

/** more than a viewer's window and what it may lag behind that */
const TOO_MUCH = HIGH_WATER + 600_000

let recorder: Recorder
let viewers: Viewers
let typed: string[]
let held: boolean[]

beforeEach(() => {
  typed = []
  held = []
  recorder = new Recorder({ terminal: false, size: { cols: 80, rows: 24 } })
  viewers = new Viewers(recorder, {
    write: (bytes) => {
      if (typed.length > 1) throw new RuncibleError('unavailable', 'full')
      typed.push(Buffer.from(bytes).toString())
    },
    resize: (size) => viewers.resized(size),
    hold: (on) => held.push(on),
  })
})
afterEach(() => {
  viewers.close()
  recorder.dispose()
})

function write(text: string | Uint8Array, source: 'stdout' | 'stderr' = 'stdout'): void {
  const bytes = Buffer.from(text)
  recorder.append(source, bytes)
  viewers.output(bytes.length)
}

async function watching(): Promise<Watcher> {
  const watcher = new Watcher().watch(viewers)
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
