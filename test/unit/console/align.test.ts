import fc from 'fast-check'
import { expect, test } from 'vitest'
import { align } from '../../../electron/engine/console/align.ts'
import type { LogEntry } from '../../../electron/engine/console/log.ts'

const HEAD = 45

/** A log of these lines, as parsed from `from` on. */
function logOf(lines: string[], from: number): LogEntry[] {
  let next = from
  return lines.map((line) => {
    next += HEAD + line.length
    return { at: 0, source: 'stdout', bytes: Buffer.from(line), next }
  })
}

const positionBehind = (entries: LogEntry[], count: number, from: number) =>
  entries[count - 1]?.next ?? from

test('quiet: what the socket did not bring is told by the count, whatever the bytes are', () => {
  const line = fc.constantFrom('y\n', 'y\n', 'no\n', 'part')
  fc.assert(
    fc.property(fc.array(line), fc.nat(), (lines, split) => {
      const gap = lines.length === 0 ? 0 : split % (lines.length + 1)
      const entries = logOf(lines, 1000)
      const live = Buffer.from(lines.slice(gap).join(''))
      const logged = positionBehind(entries, lines.length, 1000)
      const found = align(1000, entries, live, [{ logged, live: live.length }])
      expect(found).toBe(positionBehind(entries, gap, 1000))
    }),
  )
})

test('under output: bytes on their way are told from those that never come by their content', () => {
  const lines = Array.from({ length: 100 }, (_, n) => `line ${n}\n`)
  const entries = logOf(lines, 0)
  const live = Buffer.from(lines.slice(30, 60).join(''))
  const found = align(0, entries, live, [{ logged: entries[99]?.next ?? 0, live: live.length }])
  expect(found).toBe(positionBehind(entries, 30, 0))
})

test('under output of equal lines: the moment when nothing was on its way tells', () => {
  const lines = Array.from({ length: 100 }, () => 'y\n')
  const entries = logOf(lines, 0)
  const at = (count: number) => positionBehind(entries, count, 0)
  const live = Buffer.from('y\n'.repeat(50))
  const samples = [
    { logged: at(40), live: 2 * 20 },
    { logged: at(45), live: 2 * 35 },
    { logged: at(100), live: 2 * 50 },
  ]
  expect(align(0, entries, live, samples)).toBe(at(10))
})

test('what is logged after connecting, before conmon has taken the connection, belongs to the gap', () => {
  const lines = Array.from({ length: 50 }, (_, n) => `line ${n}\n`)
  const entries = logOf(lines, 0)
  const all = positionBehind(entries, 50, 0)
  const samples = [
    { logged: 0, live: 0 },
    { logged: all, live: 0 },
  ]
  expect(align(0, entries, Buffer.alloc(0), [...samples, { logged: all, live: 0 }])).toBe(all)
  const live = Buffer.from(lines.slice(40).join(''))
  expect(align(0, entries, live, [...samples, { logged: all, live: live.length }])).toBe(
    positionBehind(entries, 40, 0),
  )
})

test('a log that lacks what came through the socket: the count decides', () => {
  const entries = logOf(['a\n', 'b\n'], 0)
  const live = Buffer.from('z\n')
  expect(align(0, entries, live, [{ logged: entries[1]?.next ?? 0, live: 2 }])).toBe(
    positionBehind(entries, 1, 0),
  )
  expect(align(7, [], Buffer.from('z'), [{ logged: 7, live: 1 }])).toBe(7)
})
