import fc from 'fast-check'
import { expect, test } from 'vitest'
import { onlyFrom, type PipeSource, PipeText } from '../../../shared/pipes.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const string = (data: Uint8Array) => new TextDecoder().decode(data)

test('line feeds become new lines, stderr is red and italic until stdout comes', () => {
  const text = new PipeText()
  expect(string(text.convert('stdout', bytes('a\nb\n')))).toBe('a\r\nb\r\n')
  expect(string(text.convert('stderr', bytes('no\n')))).toBe('\x1b[03;031mno\r\n')
  expect(string(text.convert('stderr', bytes('more')))).toBe('more')
  expect(string(text.convert('stdout', bytes('ok')))).toBe('\x1b[023;039mok')
  expect(string(text.end())).toBe('')
})

test('the end switches the colour off, and the next stderr switches it on again', () => {
  const text = new PipeText()
  text.convert('stderr', bytes('x'))
  expect(string(text.end())).toBe('\x1b[023;039m')
  expect(string(text.convert('stderr', bytes('y')))).toBe('\x1b[03;031my')
})

test('however a stream is cut, it reads the same; nothing of it is lost', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.array(fc.nat(20)), (data, cuts) => {
      const whole = new PipeText().convert('stdout', data)
      const text = new PipeText()
      const parts: Uint8Array[] = []
      let from = 0
      for (const cut of [...cuts, data.length]) {
        parts.push(text.convert('stdout', data.subarray(from, from + cut)))
        from += cut
      }
      expect(Buffer.concat(parts)).toEqual(Buffer.from(whole))
      expect(Buffer.from(whole).toString('latin1').replaceAll('\r\n', '\n')).toBe(
        Buffer.from(data).toString('latin1').replaceAll('\r\n', '\n'),
      )
    }),
  )
})

test('one of the two alone, however they were mixed; colours of the process itself stay', () => {
  const source = fc.constantFrom<PipeSource>('stdout', 'stderr')
  const piece = fc.tuple(source, fc.constantFrom('a', 'line\n', '\x1b[31mred\x1b[39m', '\x1b['))
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = new PipeText()
      const shown = Buffer.concat(pieces.map(([from, part]) => text.convert(from, bytes(part))))
      for (const wanted of ['stdout', 'stderr'] as const) {
        const alone = pieces.filter(([from]) => from === wanted).map(([, part]) => part)
        expect(string(onlyFrom(wanted, shown))).toBe(alone.join('').replaceAll('\n', '\r\n'))
      }
    }),
  )
})
