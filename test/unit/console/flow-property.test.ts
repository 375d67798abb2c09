import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Recorder, RING_BYTES } from '../../../electron/engine/console/recorder.ts'
import { Viewers } from '../../../electron/engine/console/viewers.ts'
import type { ConsoleDown, ViewerRole } from '../../../shared/contract.ts'
import { HIGH_WATER, ReceiveWindow } from '../../../shared/flow.ts'
import type { Sink, StreamSource } from '../../../shared/server.ts'

/** Longer than a probe takes, and than anybody is waited for. */
const SETTLED_MS = 5000
/** What lies on the way in the pipes of conmon and the kernel when a process is made to wait. */
const UNDER_WAY = 200_000

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** The byte at an offset of the output: no two neighbours alike, no period that a window's size divides. */
const byteAt = (offset: number) => (offset * 7 + (offset >> 8) * 13 + (offset >> 16) * 31) & 0xff

/** A process that writes, and waits when it is held, with what is under way coming all the same. */
class Source {
  readonly recorder = new Recorder({
    terminal: false,
    size: { cols: 80, rows: 24 },
    wanted: () => this.viewers.wanted ?? this.recorder.end,
  })
  readonly viewers = new Viewers(this.recorder, {
    write: () => {},
    resize: () => {},
    hold: (on) => {
      this.held = on
      this.underWay = UNDER_WAY
    },
  })
  held = false
  underWay = 0

  write(wanted: number): void {
    const length = this.held ? Math.min(wanted, this.underWay) : wanted
    if (this.held) this.underWay -= length
    for (let from = 0; from < length; from += 8192) {
      const at = this.recorder.end
      const bytes = Uint8Array.from({ length: Math.min(8192, length - from) }, (_, n) =>
        byteAt(at + n),
      )
      this.recorder.append(at % 3 === 0 ? 'stderr' : 'stdout', bytes)
      this.viewers.output(bytes.length)
    }
  }
}

/** A window whose transport delays both ways and loses acknowledgements. It checks every byte that comes. */
class Window implements Sink<'console'> {
  readonly #source: StreamSource<'console'>
  #window: ReceiveWindow | null = null
  #down: ConsoleDown[] = []
  #up: number[] = []
  next = 0
  snapshots = 0
  ended = false

  constructor(source: Source, as: ViewerRole) {
    this.#source = source.viewers.view(this, as)
  }

  /** sent and not acknowledged: never more than a window */
  get underWay(): number {
    return this.#down.reduce((sum, item) => sum + (item.kind === 'data' ? item.bytes.length : 0), 0)
  }

  send(item: ConsoleDown): void {
    this.#down.push(item)
    expect(this.underWay).toBeLessThanOrEqual(HIGH_WATER)
  }

  close(error?: Error): void {
    throw error ?? new Error('closed')
  }

  /** Lets `count` of what is on its way down arrive. */
  deliver(count: number): void {
    for (const item of this.#down.splice(0, count)) this.#take(item)
  }

  /** Lets `count` acks arrive, or be lost, the last of them first where they are overtaken. */
  acknowledge(count: number, fate: 'arrive' | 'lost' | 'overtaken'): void {
    const acks = this.#up.splice(0, count)
    if (fate === 'overtaken') acks.reverse()
    if (fate !== 'lost') for (const offset of acks) this.#source.receive({ kind: 'ack', offset })
  }

  become(as: ViewerRole): void {
    this.#source.receive({ kind: 'role', as })
  }

  leave(): void {
    this.#source.closed()
  }

  #take(item: ConsoleDown): void {
    expect(this.ended).toBe(false)
    if (item.kind === 'ended') this.ended = true
    if (item.kind === 'snapshot') {
      // It stands for what was left out: it may lead on, never back.
      expect(item.offset).toBeGreaterThanOrEqual(this.next)
      this.snapshots += 1
      this.next = item.offset
      this.#window = new ReceiveWindow(item.offset)
      this.#up.push(item.offset)
    }
    if (item.kind !== 'data') return
    const window = this.#window as ReceiveWindow
    expect(item.offset).toBe(this.next)
    expect(window.take(item.offset, item.bytes.length)).toBe(0)
    expect(item.bytes.every((byte, n) => byte === byteAt(item.offset + n))).toBe(true)
    this.next += item.bytes.length
    const ack = item.bytes.length === 0 ? window.probed() : window.parsed(this.next)
    if (ack !== null) this.#up.push(ack)
  }
}

const which = fc.nat(3)
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('write'), bytes: fc.integer({ min: 1, max: 900_000 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('attach'),
      as: fc.constantFrom<ViewerRole>('owner', 'observer'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('detach'), which }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('become'),
      which,
      as: fc.constantFrom<ViewerRole>('owner', 'observer'),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('deliver'),
      which,
      count: fc.integer({ min: 1, max: 30 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('acknowledge'),
      which,
      count: fc.integer({ min: 1, max: 30 }),
      fate: fc.constantFrom('arrive' as const, 'lost' as const, 'overtaken' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('wait'), ms: fc.integer({ min: 1, max: 1500 }) }),
  },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

async function carryOut(step: Step, source: Source, windows: Window[]): Promise<void> {
  if ('bytes' in step) source.write(step.bytes)
  else if ('ms' in step) await vi.advanceTimersByTimeAsync(step.ms)
  else if (!('which' in step)) {
    if (windows.length < 4) windows.push(new Window(source, step.as))
  } else {
    const window = windows[step.which]
    if (!window) return
    if ('fate' in step) window.acknowledge(step.count, step.fate)
    else if ('count' in step) window.deliver(step.count)
    else if ('as' in step) window.become(step.as)
    else {
      window.leave()
      windows.splice(step.which, 1)
    }
  }
}

/** Everything arrives from now on, until nothing moves any more. */
async function settle(windows: Window[]): Promise<void> {
  for (let ms = 0; ms < SETTLED_MS; ms += 100) {
    await vi.advanceTimersByTimeAsync(100)
    for (const window of windows) {
      window.deliver(Number.POSITIVE_INFINITY)
      window.acknowledge(Number.POSITIVE_INFINITY, 'arrive')
    }
  }
}

test('whoever comes, goes, lags or is not heard of: every byte once and in order, bounded, never wedged', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 80 }), async (steps) => {
      const source = new Source()
      const windows: Window[] = []
      try {
        for (const one of steps) {
          await carryOut(one, source, windows)
          expect(source.recorder.end - source.recorder.start).toBeLessThanOrEqual(RING_BYTES)
        }
        await settle(windows)
        expect(source.held).toBe(false)
        for (const window of windows) expect(window.next).toBe(source.recorder.end)
        source.write(1000)
        source.viewers.end()
        await settle(windows)
        for (const window of windows) {
          expect(window.next).toBe(source.recorder.end)
          expect(window.ended).toBe(true)
        }
      } finally {
        for (const window of windows) window.leave()
        source.viewers.close()
        source.recorder.dispose()
      }
    }),
    { numRuns: 60 },
  )
}, 60_000)

test('an owner that acknowledges in time, however slowly, gets no second snapshot', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 900_000 }), { minLength: 5, maxLength: 20 }),
      fc.integer({ min: 10, max: 400 }),
      async (writes, everyMs) => {
        const source = new Source()
        const window = new Window(source, 'owner')
        const observer = new Window(source, 'observer')
        await vi.advanceTimersByTimeAsync(1)
        let wanted = 0
        for (const bytes of writes) {
          wanted += bytes
          for (let n = 0; source.recorder.end < wanted; n++) {
            expect(n).toBeLessThan(2000)
            source.write(Math.min(65_536, wanted - source.recorder.end))
            if (!source.held) continue
            await vi.advanceTimersByTimeAsync(everyMs)
            window.deliver(Number.POSITIVE_INFINITY)
            window.acknowledge(Number.POSITIVE_INFINITY, 'arrive')
          }
        }
        await settle([window, observer])
        expect(window.snapshots).toBe(1)
        expect(window.next).toBe(wanted)
        window.leave()
        observer.leave()
        source.recorder.dispose()
      },
    ),
    { numRuns: 25 },
  )
}, 60_000)
