import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TextWatch } from '../../../electron/engine/console/text-watch.ts'

test('a text is found wherever the packets are cut, and only where it is', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom('r', 'e', 'a', 'd', 'y', '\n') }), {
        maxLength: 30,
      }),
      fc.constantFrom('ready', 'rr', 'a', 'é\n'),
      (packets, text) => {
        const watch = new TextWatch(text)
        const seen = packets.map((packet) => watch.sees(Buffer.from(packet)))
        expect(seen.includes(true)).toBe(packets.join('').includes(text))
      },
    ),
  )
})

test('once for each time that it is written', () => {
  const watch = new TextWatch('aa')
  expect(
    ['a', 'a', 'a', 'b', 'aaaa', 'a'].map((packet) => watch.sees(Buffer.from(packet))),
  ).toEqual([false, true, false, false, true, false])
})
