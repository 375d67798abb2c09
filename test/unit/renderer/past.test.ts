import { expect, test } from 'vitest'
import { castOf } from '../../../renderer/playback/past.ts'

const NOON = Date.parse('2026-11-25T12:00:00Z')
const at = (seconds: number) => NOON + seconds * 1000
const bytes = (text: string) => new TextEncoder().encode(text)
const MADE = { at: 0, size: { cols: 80, rows: 24 } }

const page = (...written: [seconds: number, text: Uint8Array, source?: 'stdout' | 'stderr'][]) => ({
  entries: written.map(([seconds, { length }, source = 'stdout' as const]) => ({
    at: at(seconds),
    source,
    length,
  })),
  bytes: new Uint8Array(Buffer.concat(written.map(([, text]) => text))),
})
const all = { sizes: [MADE], terminal: true, title: 'c', since: null, marks: [] }

test('a whole life, over pages; a character that two packets share is whole', () => {
  const umlaut = bytes('ü')
  const cast = castOf({
    ...all,
    pages: [page([0, bytes('a')], [1, umlaut.subarray(0, 1)]), page([2, umlaut.subarray(1)])],
  })
  expect(cast.beganAt).toEqual(new Date(NOON))
  expect(cast.events).toEqual([
    { kind: 'output', at: 0, text: 'a' },
    { kind: 'output', at: 1, text: '' },
    { kind: 'output', at: 2, text: 'ü' },
  ])
})

test('since a time: what was before stands there at its beginning, in the size of then; marks and sizes have their places', () => {
  const cast = castOf({
    ...all,
    pages: [page([0, bytes('a')], [1, bytes('b')], [5, bytes('c')])],
    sizes: [
      MADE,
      { at: at(2), size: { cols: 100, rows: 30 } },
      { at: at(4), size: { cols: 90, rows: 20 } },
    ],
    since: new Date(at(3)),
    marks: [{ at: new Date(at(4.5)), label: 'here' }],
  })
  expect(cast.size).toEqual({ cols: 100, rows: 30 })
  expect(cast.events).toEqual([
    { kind: 'output', at: 0, text: 'ab' },
    { kind: 'resize', at: 1, size: { cols: 90, rows: 20 } },
    { kind: 'mark', at: 1.5, label: 'here' },
    { kind: 'output', at: 2, text: 'c' },
  ])
})

test('pipes: ends of lines as a terminal wants them, stderr told apart; a clock that was set back goes on', () => {
  const cast = castOf({
    ...all,
    terminal: false,
    pages: [page([5, bytes('out\n')], [1, bytes('err\n'), 'stderr'])],
  })
  expect(cast.events.map((event) => event.at)).toEqual([0, 0])
  expect(cast.events[0]).toMatchObject({ text: 'out\r\n' })
  expect(cast.events[1]).toMatchObject({ text: '\u001b[03;031merr\r\n' })
})
