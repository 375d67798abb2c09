import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { readPast } from '../../../electron/engine/console/past.ts'
import { Sizes } from '../../../electron/engine/console/sizes.ts'

const MADE = { cols: 80, rows: 24 }
const SECOND = Date.parse('2026-11-25T12:00:00Z')

let folder: string
let log: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'past-'))
  log = join(folder, 'log')
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(folder, { recursive: true })
})

/** A line as conmon writes it, `n` seconds after noon. */
const line = (n: number, text: string, source = 'stdout') =>
  `${new Date(SECOND + n * 1000).toISOString().replace('Z', '456789+00:00')} ${source} P ${text}\n`

test('what was written, when, and to which pipe', () => {
  writeFileSync(log, line(0, 'a') + line(1, 'bc', 'stderr') + line(2, 'ü'))
  const page = readPast(log, 0, MADE)
  expect(page.entries).toEqual([
    { at: SECOND, source: 'stdout', length: 1 },
    { at: SECOND + 1000, source: 'stderr', length: 2 },
    { at: SECOND + 2000, source: 'stdout', length: 2 },
  ])
  expect(new TextDecoder().decode(page.bytes)).toBe('abcü')
  expect(page.next).toBeNull()
})

test('a long past comes in pages that meet; from the middle it begins at a line', () => {
  const lines = Array.from({ length: 3000 }, (_, n) => line(n, `${n}:${'x'.repeat(1000)}`))
  writeFileSync(log, lines.join(''))
  const pages = []
  for (let from: number | null = 0; from !== null; ) {
    const page = readPast(log, from, MADE)
    pages.push(page)
    from = page.next
  }
  expect(pages.length).toBeGreaterThan(2)
  expect(pages.flatMap(({ entries }) => entries.map(({ at }) => (at - SECOND) / 1000))).toEqual(
    lines.map((_, n) => n),
  )
  const late = readPast(log, Math.floor((pages[0]?.size ?? 0) / 2), MADE)
  expect(new TextDecoder().decode(late.bytes)).toMatch(/^1\d{3}:x/)
})

test('no log is no past; a place behind its end neither', () => {
  expect(readPast(log, 0, MADE)).toMatchObject({ entries: [], next: null, size: 0 })
  writeFileSync(log, line(0, 'a'))
  expect(readPast(log, 9999, MADE)).toMatchObject({ entries: [], next: null })
})

test('sizes stand with their times; one of an earlier version has none; what is no size is passed over', () => {
  const sizes = new Sizes(log)
  expect(sizes.last()).toBeNull()
  writeFileSync(`${log}.size`, '100x30\n')
  expect(sizes.all()).toEqual([{ at: 0, position: 0, size: { cols: 100, rows: 30 } }])
  vi.useFakeTimers({ now: SECOND })
  sizes.add({ cols: 120, rows: 40 }, 7)
  expect(sizes.all().at(-1)).toEqual({ at: SECOND, position: 7, size: { cols: 120, rows: 40 } })
  writeFileSync(`${log}.size`, 'nonsense\n99999999x1\n', { flag: 'a' })
  expect(sizes.last()).toEqual({ cols: 120, rows: 40 })
  expect(readPast(log, 0, MADE).sizes).toEqual([
    { at: 0, size: MADE },
    { at: 0, size: { cols: 100, rows: 30 } },
    { at: SECOND, size: { cols: 120, rows: 40 } },
  ])
})

test('sizes do not grow without bound', () => {
  const sizes = new Sizes(log)
  writeFileSync(`${log}.size`, '100x30\n'.repeat(10_000))
  sizes.add({ cols: 120, rows: 40 }, 0)
  expect(sizes.all()).toHaveLength(1)
})
