import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  ACK_EVERY,
  HIGH_WATER,
  LOW_WATER,
  ReceiveWindow,
  SendWindow,
} from '../../../shared/flow.ts'

test('a stopped sender goes on only at low water', () => {
  const window = new SendWindow(1000)
  window.send(HIGH_WATER)
  expect(window.stopped).toBe(true)
  window.ack(1000 + HIGH_WATER - LOW_WATER - 1)
  expect(window.room).toBe(0)
  window.ack(1000 + HIGH_WATER - LOW_WATER)
  expect(window.room).toBe(HIGH_WATER - LOW_WATER)
})

test('never more than there is room for', () => {
  const window = new SendWindow(0)
  expect(() => window.send(HIGH_WATER + 1)).toThrow(RangeError)
  expect(window.sent).toBe(0)
})

test('acks that are late, doubled or impossible change nothing', () => {
  const window = new SendWindow(500)
  window.send(10_000)
  window.ack(8000)
  for (const offset of [8000, 7000, 0, 10_501, Number.MAX_SAFE_INTEGER]) window.ack(offset)
  expect(window.unacked).toBe(2500)
})

test('a viewer acknowledges every 5,000 bytes parsed, and whenever it is asked', () => {
  const window = new ReceiveWindow(100)
  expect(window.take(100, 6000)).toBe(0)
  expect(window.parsed(100 + ACK_EVERY - 1)).toBeNull()
  expect(window.probed()).toBe(100 + ACK_EVERY - 1)
  expect(window.parsed(6100)).toBeNull()
  expect(window.probed()).toBe(6100)
})

test('what came before is known, what never came is a gap', () => {
  const window = new ReceiveWindow(100)
  expect(window.take(100, 50)).toBe(0)
  expect(window.take(100, 50)).toBe(50)
  expect(window.take(120, 60)).toBe(30)
  expect(window.take(181, 1)).toBe('gap')
  expect(window.take(180, 1)).toBe(0)
})

/** One step of a stream whose parts may be held up, lost (acks only) or doubled. */
const step = fc.oneof(
  fc.record({ kind: fc.constant('write'), length: fc.integer({ min: 1, max: 70_000 }) }),
  fc.record({ kind: fc.constant('deliver'), twice: fc.boolean() }),
  fc.record({ kind: fc.constant('parse'), share: fc.integer({ min: 1, max: 3 }) }),
  fc.record({
    kind: fc.constant('ack'),
    fate: fc.constantFrom('arrives', 'lost', 'twice', 'late'),
  }),
)

/** A sender with bytes to send, a viewer, and what is on its way between them. */
class Line {
  readonly sender = new SendWindow(0)
  readonly receiver = new ReceiveWindow(0)
  written = 0
  readonly down: { offset: number; length: number }[] = []
  readonly up: number[] = []
  readonly late: number[] = []
  /** every byte received, as ranges in order */
  received = 0
  parsed = 0

  send(): void {
    while (this.sender.room > 0 && this.sender.sent < this.written) {
      const length = Math.min(this.sender.room, this.written - this.sender.sent)
      this.down.push({ offset: this.sender.sent, length })
      this.sender.send(length)
    }
  }

  probe(): void {
    if (this.sender.stopped) this.down.push({ offset: this.sender.sent, length: 0 })
  }

  deliver(twice: boolean): void {
    const data = twice ? this.down[0] : this.down.shift()
    if (!data) return
    if (data.length === 0) {
      this.down.splice(0, twice ? 1 : 0)
      this.up.push(this.receiver.probed())
      return
    }
    const known = this.receiver.take(data.offset, data.length)
    expect(known).not.toBe('gap')
    if (known === 'gap') return
    expect([0, data.length]).toContain(known)
    this.received += data.length - known
  }

  parse(share: number): void {
    this.parsed += Math.ceil((this.received - this.parsed) / share)
    const ack = this.receiver.parsed(this.parsed)
    if (ack !== null) this.up.push(ack)
  }

  ack(fate: string): void {
    const offset = this.up.shift()
    if (offset === undefined || fate === 'lost') return
    if (fate === 'late') this.late.push(offset)
    else this.sender.ack(offset)
    if (fate === 'twice') this.sender.ack(offset)
  }

  /** Until nothing moves any more; acks may have been lost before, none is now. */
  settle(): void {
    for (const offset of this.late) this.sender.ack(offset)
    for (let round = 0; round < 10_000 && this.received < this.written; round++) {
      this.send()
      while (this.down.length > 0) this.deliver(false)
      this.parse(1)
      while (this.up.length > 0) this.ack('arrives')
      if (this.sender.stopped) this.probe()
    }
  }
}

test('whatever is lost, late or doubled: every byte once, bounded, never wedged', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const line = new Line()
      for (const one of steps) {
        if (one.kind === 'write') line.written += one.length
        else if (one.kind === 'deliver') line.deliver(one.twice)
        else if (one.kind === 'parse') line.parse(one.share)
        else line.ack(one.fate)
        line.send()
        expect(line.sender.unacked).toBeLessThanOrEqual(HIGH_WATER)
        expect(line.received).toBeLessThanOrEqual(line.sender.sent)
      }
      line.settle()
      expect(line.received).toBe(line.written)
    }),
    { numRuns: 300 },
  )
})

test('the last acks before a stop lost: the probe brings them again', () => {
  const line = new Line()
  line.written = HIGH_WATER * 2
  line.send()
  line.deliver(false)
  line.parse(1)
  line.ack('lost')
  line.send()
  expect(line.down).toEqual([])
  line.probe()
  line.deliver(false)
  line.ack('arrives')
  expect(line.sender.stopped).toBe(false)
})
