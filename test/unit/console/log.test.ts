import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { LogFile, type Piece, parseLog } from '../../../electron/engine/console/log.ts'

const STAMP = '2026-11-24T03:56:20.123456789+00:00'
const latin = (data: Uint8Array) => Buffer.from(data).toString('latin1')

/** As conmon 2.1.6 writes one packet of output (ctr_logging.c, write_k8s_log). */
function logged({ source, bytes }: Piece): Buffer {
  const parts: Buffer[] = []
  for (let from = 0; from < bytes.length; ) {
    const feed = bytes.indexOf(0x0a, from)
    const to = feed < 0 ? bytes.length : feed + 1
    parts.push(Buffer.from(`${STAMP} ${source} ${feed < 0 ? 'P' : 'F'} `))
    parts.push(Buffer.from(bytes.subarray(from, to)), Buffer.from(feed < 0 ? '\n' : ''))
    from = to
  }
  return Buffer.concat(parts)
}

const packet = fc.record({
  source: fc.constantFrom('stdout' as const, 'stderr' as const),
  bytes: fc
    .array(fc.oneof(fc.nat(255), fc.constantFrom(0x0a, 0x0d, 0x20)), {
      minLength: 1,
      maxLength: 60,
    })
    .map((list) => Uint8Array.from(list)),
})

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('every byte of every packet comes back, from its pipe', () => {
  fc.assert(
    fc.property(fc.array(packet), (packets) => {
      const entries = parseLog(Buffer.concat(packets.map(logged)))
      for (const source of ['stdout', 'stderr'] as const) {
        const of = (pieces: Piece[]) =>
          pieces.map((piece) => (piece.source === source ? latin(piece.bytes) : '')).join('')
        expect(of(entries)).toBe(of(packets))
      }
      expect(latin(Buffer.concat(entries.map(({ bytes }) => bytes)))).toBe(
        latin(Buffer.concat(packets.map(({ bytes }) => bytes))),
      )
    }),
  )
})

test('a line without its end, and what is no log line, is left out', () => {
  const whole = logged({ source: 'stdout', bytes: Buffer.from('whole\n') })
  const data = Buffer.concat([whole, Buffer.from('nonsense\n'), whole, whole.subarray(0, -3)])
  const entries = parseLog(data, 100)
  expect(entries.map(({ bytes }) => latin(bytes))).toEqual(['whole\n', 'whole\n'])
  expect(entries.map(({ at }) => new Date(at).toISOString())).toEqual([
    '2026-11-24T03:56:20.123Z',
    '2026-11-24T03:56:20.123Z',
  ])
  expect(entries.map(({ next }) => next)).toEqual([
    100 + whole.length,
    100 + 2 * whole.length + 'nonsense\n'.length,
  ])
})

test('the tail begins with a whole line, wherever the limit falls', () => {
  const path = join(folder, 'log')
  const lines = Array.from({ length: 50 }, (_, n) => `line ${n}\n`)
  const data = Buffer.concat(
    lines.map((line) => logged({ source: 'stdout', bytes: Buffer.from(line) })),
  )
  writeFileSync(path, data)
  const file = new LogFile(path)
  expect(file.size()).toBe(data.length)
  for (const limit of [0, 1, 54, 55, 56, 1000, data.length - 1, data.length, data.length * 2]) {
    const tail = file.tail(data.length, limit).map(({ bytes }) => latin(bytes))
    expect(tail).toEqual(tail.length ? lines.slice(-tail.length) : [])
    expect(tail.length).toBeGreaterThanOrEqual(Math.min(50, Math.floor(limit / 60) - 1))
  }
})

test('the line that a position lies in is found', () => {
  const path = join(folder, 'log')
  const line = logged({ source: 'stderr', bytes: Buffer.from('x\n') })
  writeFileSync(path, Buffer.concat([line, line]))
  const file = new LogFile(path)
  expect(file.lineStart(0)).toBe(0)
  expect(file.lineStart(line.length - 1)).toBe(0)
  expect(file.lineStart(line.length)).toBe(line.length)
  expect(file.lineStart(line.length + 5)).toBe(line.length)
})

test('no file is an empty log; one that cannot be read is an error', () => {
  expect(new LogFile(join(folder, 'none')).size()).toBe(0)
  expect(new LogFile(join(folder, 'none')).tail(0, 100)).toEqual([])
  expect(() => new LogFile(folder).lines(0, 10)).toThrow('EISDIR')
})
