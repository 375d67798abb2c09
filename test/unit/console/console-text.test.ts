import { describe, expect, test } from 'vitest'
import { LAST_LINES, lastOf, lastOfPipes } from '../../../electron/engine/console/console-text.ts'
import { Screen } from '../../../electron/engine/console/screen.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

describe('the last lines of a console', () => {
  test('are the last that say something, cut to what can be read', () => {
    expect(lastOf(['', 'a', '', 'b', '', ''])).toEqual(['a', '', 'b'])
    expect(lastOf([])).toEqual([])
    const many = Array.from({ length: 100 }, (_, n) => `line ${n}`)
    expect(lastOf(many)).toEqual(many.slice(-LAST_LINES))
    expect(lastOf(['x'.repeat(10_000)])[0]).toHaveLength(500)
  })

  test('of pipes: without colours, titles and controls', () => {
    const text = '\x1b]0;title\x07\x1b[1;31mred\x1b[0m\r\n\x1b[?25lplain\x1b(B\x07\n'
    expect(lastOfPipes(bytes(text))).toEqual(['red', 'plain'])
  })

  test('of a terminal: what its screen shows, with what just left it', async () => {
    const screen = new Screen({ cols: 20, rows: 3 })
    await screen.write(bytes('one\r\ntwo\r\n\x1b[32mthree\x1b[0m\r\nfour\r\n$ '))
    expect(screen.lastLines()).toEqual(['one', 'two', 'three', 'four', '$'])
    await screen.write(bytes('\x1b[?1049h\x1b[2J\x1b[Hfull'))
    expect(screen.lastLines()).toEqual(['full'])
    screen.dispose()
  })
})
