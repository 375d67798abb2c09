import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clipboardRequest } from '../../../renderer/consoles/osc52.ts'
import { asOneLine, isRisky, readPaste } from '../../../renderer/consoles/paste.ts'
import { regexProblem } from '../../../renderer/consoles/regex-problem.ts'
import { FONT_SIZES_PX, zoomed } from '../../../renderer/store/console-settings.ts'
import { cleaned } from '../../../renderer/store/titles.ts'

const encode = (text: string) => Buffer.from(text).toString('base64')

describe('a paste', () => {
  it('keeps its text, with the ends of lines that a terminal knows', () => {
    expect(readPaste('ls -l\r\necho ü\rend\tof it')).toEqual({
      text: 'ls -l\necho ü\nend\tof it',
      lines: 3,
      leftOut: 0,
    })
  })

  it('cannot end its own brackets, or press a key: control characters are left out and counted', () => {
    expect(readPaste('safe\u001b[201~; rm -rf /\u0003\u009b')).toEqual({
      text: 'safe[201~; rm -rf /',
      lines: 1,
      leftOut: 3,
    })
    fc.assert(
      fc.property(
        fc.string({ unit: fc.nat(0xff).map((code) => String.fromCharCode(code)) }),
        (text) => {
          expect(readPaste(text).text).not.toMatch(/(?![\n\t])\p{Cc}/u)
        },
      ),
    )
  })

  it('is asked about where a program would run its lines', () => {
    const two = readPaste('one\ntwo')
    expect(isRisky(two, false)).toBe(true)
    expect(isRisky(two, true)).toBe(false)
    expect(isRisky(readPaste('one'), false)).toBe(false)
    expect(isRisky(readPaste('one\n'), false)).toBe(true)
  })

  it('can become one line', () => {
    expect(asOneLine('for i in 1 2; do\n  echo $i\n\ndone\n')).toBe('for i in 1 2; do echo $i done')
  })
})

describe('a wish for the clipboard', () => {
  it('is the text of an OSC 52 that writes', () => {
    expect(clipboardRequest(`c;${encode('hello ü')}`)).toBe('hello ü')
    expect(clipboardRequest(`;${encode('x')}`)).toBe('x')
  })

  it('is nothing where it would read, clear, or is no text', () => {
    const none = [
      'c;?',
      'c;',
      'c',
      '',
      `c;${Buffer.from([0xff, 0xfe]).toString('base64')}`,
      'c;%%%',
    ]
    expect(none.map(clipboardRequest)).toEqual(none.map(() => null))
  })

  it('is nothing where it is larger than anybody copies', () => {
    expect(clipboardRequest(`c;${encode('x'.repeat(100_000))}`)).toHaveLength(100_000)
    expect(clipboardRequest(`c;${encode('x'.repeat(100_001))}`)).toBeNull()
  })
})

it('a font grows and shrinks within bounds, and comes back', () => {
  const { least, usual, most } = FONT_SIZES_PX
  expect([
    zoomed(13, 1),
    zoomed(13, -1),
    zoomed(most, 1),
    zoomed(least, -1),
    zoomed(27, 0),
  ]).toEqual([14, 12, most, least, usual])
})

it('a title is text of one line, in its own direction, and no longer than a tab', () => {
  expect(cleaned('vim \u202eevil\u0007\n')).toBe('vim evil')
  expect(cleaned('x'.repeat(500))).toHaveLength(80)
})

it('what is no regular expression is said', () => {
  expect(regexProblem('a(b|c)+')).toBeNull()
  expect(regexProblem('a(')).toMatch(/unterminated group/i)
})
