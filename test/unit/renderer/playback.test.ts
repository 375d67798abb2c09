import { SerializeAddon } from '@xterm/addon-serialize'
import { Terminal } from '@xterm/headless'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Cast,
  type CastEvent,
  formatCast,
  parseCast,
} from '../../../renderer/playback/cast.ts'
import { Player } from '../../../renderer/playback/player.ts'
import { Timeline } from '../../../renderer/playback/timeline.ts'

const output = (at: number, text: string): CastEvent => ({ kind: 'output', at, text })
const SIZE = { cols: 20, rows: 5 }

const cast = (...events: CastEvent[]): Cast => ({
  size: SIZE,
  title: 'demo',
  beganAt: null,
  events,
})

describe('asciicast v2', () => {
  it('is read as asciinema writes it', () => {
    const text = `{"version": 2, "width": 80, "height": 24, "timestamp": 1504467315, "title": "Demo", "env": {"TERM": "xterm"}}
[0.248848, "o", "\\u001b[1;31mHello \\u001b[32mWorld!\\u001b[0m\\n"]
[1.001376, "i", "q"]
[1.5, "r", "100x30"]
[2, "m", "here"]
`
    expect(parseCast(text)).toEqual({
      size: { cols: 80, rows: 24 },
      title: 'Demo',
      beganAt: new Date('2017-09-03T19:35:15.000Z'),
      events: [
        output(0.248848, '\u001b[1;31mHello \u001b[32mWorld!\u001b[0m\n'),
        { kind: 'resize', at: 1.5, size: { cols: 100, rows: 30 } },
        { kind: 'mark', at: 2, label: 'here' },
      ],
    })
  })

  it('comes back as it was written', () => {
    const event = fc.oneof(
      fc.record({ kind: fc.constant('output' as const), text: fc.string({ unit: 'grapheme' }) }),
      fc.record({
        kind: fc.constant('resize' as const),
        size: fc.record({
          cols: fc.integer({ min: 1, max: 1000 }),
          rows: fc.integer({ min: 1, max: 1000 }),
        }),
      }),
      fc.record({ kind: fc.constant('mark' as const), label: fc.string() }),
    )
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const whole = cast(...events.map((one, at) => ({ ...one, at: at / 8 })))
        expect(parseCast(formatCast(whole))).toEqual(whole)
      }),
    )
  })

  it('says which line is none; one that was cut off at the end is left out', () => {
    const head = '{"version":2,"width":80,"height":24}\n'
    expect(() => parseCast('hello')).toThrow('line 1 is no head of an asciicast')
    expect(() => parseCast('{"version":1,"width":80,"height":24}')).toThrow('says version 1')
    expect(() => parseCast('{"version":2,"width":80,"height":90000}')).toThrow('no size')
    expect(() => parseCast(`${head}[1,"o","a"]\n[2,"o"]\n[3,"o","c"]\n`)).toThrow('line 3')
    expect(parseCast(`${head}[1,"o","a"]\n[2,"o","cut`).events).toEqual([output(1, 'a')])
  })
})

describe('the line', () => {
  it('has pauses cut to the limit, and knows what came before and comes next', () => {
    const line = new Timeline(
      cast(
        output(1, 'a'),
        output(61, 'b'),
        { kind: 'mark', at: 61.5, label: 'x' },
        output(62, 'c'),
      ),
      2,
    )
    expect(line.events.map(({ at }) => at)).toEqual([1, 3, 3.5, 4])
    expect(line.duration).toBe(4)
    expect(line.stops).toEqual([{ at: 3.5, label: 'x' }])
    expect([line.step(0, 1), line.step(1, 1), line.step(3, 1), line.step(4, 1)]).toEqual([
      1, 3, 4, 4,
    ])
    expect([line.step(4, -1), line.step(3.2, -1), line.step(1, -1)]).toEqual([3, 3, 0])
    expect([line.indexAt(0), line.indexAt(1), line.indexAt(3.5), line.indexAt(9)]).toEqual([
      0, 1, 3, 4,
    ])
  })
})

/** A terminal without a window, and its screen as text. */
function terminal() {
  const term = new Terminal({ ...SIZE, allowProposedApi: true, scrollback: 50 })
  const serializer = new SerializeAddon()
  term.loadAddon(serializer as never)
  return { term, serializer, screen: () => serializer.serialize({ scrollback: 0 }) }
}

/** The screen of somebody who saw it all from the beginning. */
async function seen(events: readonly CastEvent[]): Promise<string> {
  const { term, screen } = terminal()
  for (const event of events) {
    if (event.kind === 'resize') term.resize(event.size.cols, event.size.rows)
    if (event.kind === 'output') await new Promise<void>((done) => term.write(event.text, done))
  }
  return screen()
}

describe('the player', () => {
  it('shows at every time what was to be seen then, wherever it was before', async () => {
    const text = fc.constantFrom(
      'word ',
      'line\r\n',
      '\u001b[31mred',
      '\u001b[2J\u001b[H',
      '\u001b[3;4Hx',
      'ü→漢',
      'y'.repeat(70_000),
    )
    const event = fc.oneof(
      { weight: 8, arbitrary: text.map((one) => output(0, one)) },
      {
        weight: 1,
        arbitrary: fc
          .record({ cols: fc.integer({ min: 5, max: 40 }), rows: fc.integer({ min: 2, max: 9 }) })
          .map((size): CastEvent => ({ kind: 'resize', at: 0, size })),
      },
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { minLength: 1, maxLength: 30 }),
        fc.array(fc.nat(31), { minLength: 1, maxLength: 6 }),
        async (all, times) => {
          const events = all.map((one, at) => ({ ...one, at: at + 1 }))
          const { term, serializer, screen } = terminal()
          const line = new Timeline(cast(...events), Number.POSITIVE_INFINITY)
          const player = new Player(term as never, serializer, line, SIZE)
          for (const time of times) {
            await player.seek(time)
            expect(screen()).toBe(await seen(events.slice(0, time)))
          }
        },
      ),
      { numRuns: 40 },
    )
  })

  it('skips what is asked for no more', async () => {
    const { term, serializer, screen } = terminal()
    const line = new Timeline(cast(output(1, 'a'), output(2, 'b'), output(3, 'c')), 9)
    const player = new Player(term as never, serializer, line, SIZE)
    await Promise.all([player.seek(3), player.seek(1), player.seek(2)])
    expect(screen()).toBe('ab')
  })
})
