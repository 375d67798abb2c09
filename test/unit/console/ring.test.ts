import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Ring } from '../../../electron/engine/console/ring.ts'

const MIB = 1024 * 1024

/** All that is left, by source, in order. */
function contents(ring: Ring, max: number): [string, string][] {
  const found: [string, string][] = []
  for (let at = ring.start; at < ring.end; ) {
    const piece = ring.read(at, max)
    if (!piece) throw new Error(`nothing at ${at}`)
    expect(piece.offset).toBe(at)
    expect(piece.bytes.length).toBeGreaterThan(0)
    expect(piece.bytes.length).toBeLessThanOrEqual(max)
    const text = Buffer.from(piece.bytes).toString('latin1')
    const last = found.at(-1)
    if (last?.[0] === piece.source) last[1] += text
    else found.push([piece.source, text])
    at += piece.bytes.length
  }
  return found
}

const write = fc.record({
  source: fc.constantFrom('stdout' as const, 'stderr' as const),
  length: fc.integer({ min: 1, max: 150_000 }),
})

test('what is kept is exactly the end of what was written, by source', () => {
  fc.assert(
    fc.property(
      fc.array(write, { maxLength: 12 }),
      fc.integer({ min: 1000, max: 200_000 }),
      fc.nat(),
      (writes, max, drop) => {
        const ring = new Ring(MIB / 2)
        let all = ''
        let sources = ''
        for (const { source, length } of writes) {
          const bytes = Uint8Array.from({ length }, (_, n) => 33 + ((all.length + n) % 89))
          ring.append(source, bytes)
          all += Buffer.from(bytes).toString('latin1')
          sources += (source === 'stdout' ? 'o' : 'e').repeat(length)
        }
        if (drop % 2 === 0) ring.dropBefore(drop % (all.length + 1))
        expect(ring.end).toBe(all.length)
        expect(ring.end - ring.start).toBeLessThanOrEqual(MIB / 2)
        const kept = contents(ring, max)
        expect(kept.map(([, text]) => text).join('')).toBe(all.slice(ring.start))
        expect(kept.map(([s, text]) => s.slice(3, 4).repeat(text.length)).join('')).toBe(
          sources.slice(ring.start),
        )
      },
    ),
    { numRuns: 60 },
  )
})

test('at most the limit is kept, and not much less', () => {
  const ring = new Ring(MIB)
  for (let n = 0; n < 1000; n++) ring.append('stdout', new Uint8Array(8192))
  expect(ring.end - ring.start).toBeLessThanOrEqual(MIB)
  expect(ring.end - ring.start).toBeGreaterThan(MIB - 200_000)
})

test('sources that change with every byte are bounded too', () => {
  const ring = new Ring(MIB)
  for (let n = 0; n < 100_000; n++) ring.append(n % 2 ? 'stdout' : 'stderr', Uint8Array.of(n))
  expect((ring.end - ring.start) * 65).toBeLessThanOrEqual(MIB)
  expect(ring.read(ring.start, 100)?.bytes.length).toBe(1)
})

test('nothing before the start, behind the end, or of no length', () => {
  const ring = new Ring(MIB)
  ring.append('stdout', Buffer.from('hello'))
  ring.dropBefore(2)
  expect(ring.read(1, 10)).toBeNull()
  expect(ring.read(5, 10)).toBeNull()
  expect(ring.read(2, 0)).toBeNull()
  expect(Buffer.from(ring.read(2, 10)?.bytes ?? []).toString()).toBe('llo')
  ring.dropBefore(5)
  ring.append('stderr', Buffer.from('!'))
  expect(ring.read(5, 10)).toEqual({ offset: 5, source: 'stderr', bytes: Uint8Array.of(33) })
})

test('what is read is a copy', () => {
  const ring = new Ring(MIB)
  ring.append('stdout', Buffer.from('abc'))
  ring.read(0, 3)?.bytes.fill(0)
  expect(Buffer.from(ring.read(0, 3)?.bytes ?? []).toString()).toBe('abc')
})
