import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Crowd, FLOOD_BYTES, LEAST, TURN_MS } from '../../../electron/engine/console/crowd.ts'

const MANY = 10

/** A process that writes, unless it is held, and counts what it has written. */
class Writer {
  written = 0
  held = false
  /** bytes in a ms */
  rate = FLOOD_BYTES

  hold(on: boolean): void {
    expect(on).not.toBe(this.held)
    this.held = on
  }
}

let crowd: Crowd
let writers: Writer[]
/** Every turn begins late by half its length: the clock goes too fast, since a busy processor cannot be had at will. */
let busy: boolean

beforeEach(() => {
  vi.useFakeTimers()
  busy = true
  crowd = new Crowd(() => performance.now() * (busy ? 1.5 : 1))
  writers = Array.from({ length: MANY }, () => new Writer())
  for (const writer of writers) crowd.join(writer)
})
afterEach(() => {
  vi.useRealTimers()
})

async function pass(ms: number): Promise<void> {
  for (let at = 0; at < ms; at++) {
    for (const writer of writers) {
      if (writer.held || writer.rate === 0) continue
      writer.written += writer.rate
      crowd.wrote(writer, writer.rate)
    }
    await vi.advanceTimersByTimeAsync(1)
  }
}

const going = () => writers.filter(({ held }) => !held)

test('of those that flood a few go on at a time, each in its turn, and all alike', async () => {
  await pass(3)
  expect(going()).toHaveLength(LEAST)
  const since = writers.map(({ written }) => written)
  await pass(TURN_MS * 5 * 20)
  expect(going()).toHaveLength(LEAST)
  const gained = writers.map(({ written }, n) => written - (since[n] ?? 0))
  expect(Math.min(...gained)).toBeGreaterThan(0.8 * Math.max(...gained))
})

test('the more time the processors have, the more go on; at last nobody waits', async () => {
  busy = false
  await pass(TURN_MS * 2)
  expect(going().length).toBeLessThan(MANY)
  await pass(TURN_MS * MANY * 8)
  expect(going()).toHaveLength(MANY)
})

test('a few that flood never wait; who is quiet never does', async () => {
  for (const writer of writers.slice(LEAST)) writer.rate = 10
  await pass(TURN_MS * 20)
  expect(writers.every(({ held }) => !held)).toBe(true)
  expect(writers.filter((writer) => crowd.floods(writer))).toHaveLength(LEAST)
})

test('the last of a flood lets everybody go, and nothing ticks any more', async () => {
  await pass(TURN_MS * 3)
  for (const writer of writers) writer.rate = 0
  await pass(TURN_MS * (MANY / LEAST + 3))
  expect(writers.every(({ held }) => !held)).toBe(true)
  expect(vi.getTimerCount()).toBe(0)
})

test('who is typed into goes on at once', async () => {
  await pass(5)
  const waiting = writers.find(({ held }) => held) as Writer
  crowd.hurry(waiting)
  expect(waiting.held).toBe(false)
  const quiet = going()[0] as Writer
  crowd.hurry(quiet)
  expect(quiet.held).toBe(false)
})

test('who leaves is never spoken to again, and makes room', async () => {
  await pass(5)
  for (const writer of going()) crowd.leave(writer)
  for (const writer of writers.filter(({ held }) => held).slice(LEAST)) {
    crowd.leave(writer)
    writer.rate = 0
  }
  const left = writers.filter((writer) => writer.rate > 0 && writer.held)
  await pass(TURN_MS * 2)
  expect(left.every(({ held }) => !held)).toBe(true)
})
