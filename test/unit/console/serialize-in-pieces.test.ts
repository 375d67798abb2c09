import serialize from '@xterm/addon-serialize'
import unicode from '@xterm/addon-unicode11'
import headless from '@xterm/headless'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { serializeInPieces } from '../../../electron/engine/console/serialize-in-pieces.ts'

const ROWS = 24
const COLS = 40
const SCROLLBACK = 10_000

/** What programs print: short and long lines, some wrapped over many rows, colours that stay on, wide characters, holes. */
const chunk = fc.oneof(
  fc.constantFrom(
    '\r\n',
    '\r\n\r\n',
    '\n',
    '\t',
    '\x1b[0m',
    '\x1b[7m',
    '\x1b[1;4m',
    '\x1b[K',
    '\x1b[5C',
  ),
  fc.integer({ min: 30, max: 47 }).map((colour) => `\x1b[${colour}m`),
  fc.integer({ min: 0, max: 255 }).map((colour) => `\x1b[48;5;${colour}m`),
  fc.string({
    minLength: 1,
    maxLength: 30,
    unit: fc.constantFrom('a', 'b', ' ', '漢', '🎉', 'e\u0301'),
  }),
  fc.integer({ min: 1, max: 12 }).map((rows) => 'x'.repeat(rows * COLS)),
  fc.integer({ min: 1, max: 300 }).map((times) => 'line\r\n'.repeat(times)),
)

function terminal() {
  const term = new headless.Terminal({
    cols: COLS,
    rows: ROWS,
    scrollback: SCROLLBACK,
    allowProposedApi: true,
  })
  const addon = new serialize.SerializeAddon()
  term.loadAddon(addon as never)
  term.loadAddon(new unicode.Unicode11Addon() as never)
  term.unicode.activeVersion = '11'
  const write = (text: string) => new Promise<void>((resolve) => term.write(text, resolve))
  const { normal } = term.buffer
  const from = (line: number) => addon.serialize({ scrollback: normal.length - ROWS - line })
  const inPieces = () =>
    serializeInPieces({
      lines: normal,
      rows: ROWS,
      range: (start, end) =>
        addon.serialize({ range: { start, end }, excludeAltBuffer: true, excludeModes: true }),
      from,
    })
  return { term, write, inPieces, atOnce: () => from(0) }
}

/** Every cell with its style, and the cursor. */
function picture({ term }: ReturnType<typeof terminal>): string {
  const { active } = term.buffer
  const lines = Array.from({ length: active.length }, (_, y) => {
    const line = active.getLine(y)
    return Array.from({ length: COLS }, (_, x) => {
      const cell = line?.getCell(x)
      const style = [cell?.getFgColor(), cell?.getBgColor(), cell?.isInverse(), cell?.isBold()]
      return `${cell?.getChars() || ' '}${style.join()}`
    }).join('|')
  })
  return [...lines, `${active.cursorX} ${active.cursorY}`].join('\n')
}

async function picturedAfter(text: string): Promise<string> {
  const shown = terminal()
  await shown.write(text)
  const seen = picture(shown)
  shown.term.dispose()
  return seen
}

test('a history in pieces is the history at once, cell by cell', async () => {
  let pieces = 0
  await fc.assert(
    fc.asyncProperty(fc.array(chunk, { minLength: 20, maxLength: 200 }), async (chunks) => {
      const made = terminal()
      await made.write(chunks.join(''))
      if (made.term.buffer.normal.length > 600) pieces += 1
      expect(await picturedAfter(await made.inPieces())).toBe(await picturedAfter(made.atOnce()))
      made.term.dispose()
    }),
    { numRuns: 60 },
  )
  expect(pieces).toBeGreaterThan(20)
}, 120_000)

test('ten thousand coloured lines; and a single line as long as ten thousand', async () => {
  for (const text of [
    Array.from({ length: 12_000 }, (_, n) => `\x1b[4${n % 8}m${n}\x1b[3${n % 7}mtext`).join('\r\n'),
    // What scrolls in takes the background: a full coloured row, and a short plain one after it.
    `\x1b[44m${'z'.repeat(COLS)}\x1b[0m\r\nplain\r\n${'z\r\n'.repeat(5)}`.repeat(1700),
    'y'.repeat(COLS * 10_200),
  ]) {
    const made = terminal()
    await made.write(text)
    expect(await picturedAfter(await made.inPieces())).toBe(await picturedAfter(made.atOnce()))
    made.term.dispose()
  }
})
