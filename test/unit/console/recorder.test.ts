import unicode from '@xterm/addon-unicode11'
import xterm from '@xterm/headless'
import { afterEach, expect, test } from 'vitest'
import {
  type Glimpse,
  Recorder,
  type RecorderOptions,
  RING_BYTES,
} from '../../../electron/engine/console/recorder.ts'
import { Screen } from '../../../electron/engine/console/screen.ts'
import { CommandMarks } from '../../../shared/command-marks.ts'

const SIZE = { cols: 80, rows: 24 }
const opened: Recorder[] = []

function recorderOf(options: Partial<RecorderOptions> = {}): Recorder {
  const recorder = new Recorder({ terminal: true, size: SIZE, ...options })
  opened.push(recorder)
  return recorder
}

afterEach(() => {
  for (const recorder of opened.splice(0)) recorder.dispose()
})

const string = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8')
const append = (recorder: Recorder, text: string) =>
  recorder.append('stdout', Buffer.from(text, 'utf8'))

/** What a terminal of that size shows after a snapshot, as its own snapshot. */
async function shown(bytes: Uint8Array, size = SIZE): Promise<string> {
  const screen = new Screen(size)
  await screen.write(bytes)
  const text = string(await screen.serialize())
  screen.dispose()
  return text
}

test('a snapshot is the state at its offset', async () => {
  const recorder = recorderOf()
  append(recorder, 'one\r\n\x1b[31mtwo\x1b[0m')
  const snapshot = await recorder.snapshot()
  expect(snapshot.offset).toBe(17)
  expect(string(snapshot.bytes)).toBe('one\r\n\x1b[31mtwo\x1b[0m')
  append(recorder, '\rthree')
  expect(string((await recorder.snapshot()).bytes)).toBe('one\r\nthree')
})

test('10,000 lines above the screen, no more', async () => {
  const recorder = recorderOf()
  for (let n = 0; n < 12_000; n++) append(recorder, `line ${n}\r\n`)
  const lines = string((await recorder.snapshot()).bytes).split('\r\n')
  expect(lines.length).toBe(10_000 + SIZE.rows)
  expect(lines[0]).toBe(`line ${12_000 - 10_000 - SIZE.rows + 1}`)
  expect(lines.at(-2)).toBe('line 11999')
})

test('before the history the screen alone is given, where there is a history', async () => {
  const recorder = recorderOf()
  const glimpses: Glimpse[] = []
  const snapshot = () => recorder.snapshot((glimpse) => glimpses.push(glimpse))
  append(recorder, 'short')
  await snapshot()
  expect(glimpses).toEqual([])
  for (let n = 0; n < 5000; n++) append(recorder, `\r\nline \x1b[3${n % 8}m${n}\x1b[0m!`)
  append(recorder, '\x1b[?25l')
  const { bytes } = await snapshot()
  expect(glimpses).toHaveLength(1)
  const [glimpse] = glimpses as [Glimpse]
  expect(glimpse.size).toEqual(SIZE)
  expect(glimpse.bytes.length).toBeLessThan(bytes.length / 100)
  const lines = string(bytes).split('\r\n')
  expect(string(glimpse.bytes)).toBe(lines.slice(-SIZE.rows).join('\r\n'))
})

test('a title is carried; so is that of what was put away', async () => {
  const recorder = recorderOf()
  append(recorder, '\x1b]0;first\x07\x1b]2;vim \u65e5\x1b\\text')
  const carried = '\x1b]2;vim \u65e5\x07'
  expect(string((await recorder.snapshot()).bytes)).toBe(`text${carried}`)
  await recorder.rest()
  expect(string((await recorder.snapshot()).bytes)).toBe(`text${carried}`)
  append(recorder, `\x1b]2;${'x'.repeat(100_000)}\x07`)
  expect((await recorder.snapshot()).bytes.length).toBeLessThan(2000)
})

test('a resize takes place where it happened, and a snapshot tells the size', async () => {
  const recorder = recorderOf()
  append(recorder, `${'a'.repeat(80)}b`)
  recorder.resize({ cols: 40, rows: 10 })
  append(recorder, `\r\n${'c'.repeat(40)}d`)
  const { size, bytes } = await recorder.snapshot()
  expect(size).toEqual({ cols: 40, rows: 10 })
  const wide = new Screen(SIZE)
  await wide.write(Buffer.from(`${'a'.repeat(80)}b`))
  wide.resize({ cols: 40, rows: 10 })
  await wide.write(Buffer.from(`\r\n${'c'.repeat(40)}d`))
  expect(string(bytes)).toBe(string(await wide.serialize()))
  wide.dispose()
})

test('bytes that come while a snapshot is made are behind its offset', async () => {
  const recorder = recorderOf()
  append(recorder, 'x'.repeat(300_000))
  const coming = recorder.snapshot()
  await new Promise(setImmediate)
  append(recorder, 'later')
  const { offset } = await coming
  expect(offset).toBe(300_000)
  expect(string(recorder.read(offset, 100)?.bytes ?? Buffer.of())).toBe('later')
})

test('a flood leaves its end, from a whole line on, and never blocks', async () => {
  const recorder = recorderOf()
  const chunk = Buffer.from(Array.from({ length: 100 }, (_, n) => `flood ${n}\r\n`).join(''))
  let written = 0
  while (written < 3 * RING_BYTES) {
    recorder.append('stdout', chunk)
    written += chunk.length
  }
  expect(recorder.end).toBe(written)
  expect(recorder.end - recorder.start).toBeLessThanOrEqual(RING_BYTES)
  const { offset, bytes } = await recorder.snapshot()
  expect(offset).toBe(written)
  const lines = string(bytes).split('\r\n')
  expect(lines.length).toBe(10_000 + SIZE.rows)
  expect(lines.at(-2)).toBe('flood 99')
  expect(lines.every((line) => line === '' || /^flood \d+$/.test(line))).toBe(true)
})

test('what waits for the terminal is fed in quiet moments, and raw bytes that nobody needs go', async () => {
  const recorder = recorderOf()
  append(recorder, 'y\r\n'.repeat(250_000))
  await expect.poll(() => recorder.end - recorder.start, { timeout: 10_000 }).toBeLessThan(70_000)
  append(recorder, 'end')
  expect(string((await recorder.snapshot()).bytes).endsWith('y\r\nend')).toBe(true)
})

test('raw bytes that a viewer waits for stay', async () => {
  const recorder = recorderOf({ wanted: () => 100 })
  append(recorder, 'y\r\n'.repeat(250_000))
  await recorder.snapshot()
  await recorder.rest()
  expect(recorder.start).toBe(100)
})

test('history comes before what is recorded, and is read only when somebody looks', async () => {
  let reads = 0
  const recorder = recorderOf({
    history: {
      read: () => {
        reads++
        return ['before\r\n', 'just ', 'now '].map((text) => ({
          source: 'stdout' as const,
          bytes: Buffer.from(text),
        }))
      },
    },
  })
  append(recorder, 'after')
  expect(reads).toBe(0)
  const { bytes, offset } = await recorder.snapshot()
  expect(string(bytes)).toBe('before\r\njust now after')
  expect(offset).toBe(5)
  await recorder.snapshot()
  expect(reads).toBe(1)
})

test('whoever looks waits until the history can be read', async () => {
  let ready: () => void = () => {}
  let end = 'unknown'
  const recorder = recorderOf({
    history: {
      ready: new Promise<void>((resolve) => {
        ready = resolve
      }),
      read: () => [{ source: 'stdout', bytes: Buffer.from(end) }],
    },
  })
  const looks = [recorder.snapshot(), recorder.text()]
  end = 'known'
  append(recorder, ' after')
  ready()
  const [snapshot] = await Promise.all(looks)
  expect(string((snapshot as { bytes: Uint8Array }).bytes)).toBe('known after')
})

test('history is laid out in the sizes that it had', async () => {
  const piece = (text: string, size: typeof SIZE) => ({
    source: 'stdout' as const,
    bytes: Buffer.from(text),
    size,
  })
  const recorder = recorderOf({
    history: {
      read: () => [
        piece(`\x1b[?1049h\x1b[H${'a'.repeat(50)}`, { cols: 40, rows: 10 }),
        piece('\x1b[3;1Hlater', SIZE),
      ],
    },
  })
  const { bytes, size } = await recorder.snapshot()
  expect(size).toEqual(SIZE)
  const again = new xterm.Terminal({ allowProposedApi: true, ...SIZE })
  await new Promise<void>((resolve) => again.write(bytes, resolve))
  const line = (y: number) => again.buffer.active.getLine(y)?.translateToString(true)
  expect([line(0), line(1), line(2)]).toEqual(['a'.repeat(40), 'a'.repeat(10), 'later'])
  again.dispose()
})

test('put away and looked at again it shows the same, also in another size', async () => {
  const recorder = recorderOf()
  append(recorder, `head\r\n${'w'.repeat(100)}\r\n\x1b[?25l\x1b[32mgreen`)
  const before = string((await recorder.snapshot()).bytes)
  await recorder.rest()
  expect(recorder.end - recorder.start).toBe(0)
  append(recorder, ' more')
  expect(string((await recorder.snapshot()).bytes)).toBe(await shown(Buffer.from(`${before} more`)))
  await recorder.rest()
  recorder.resize({ cols: 50, rows: 24 })
  const small = await recorder.snapshot()
  expect(small.size).toEqual({ cols: 50, rows: 24 })
  expect(string(small.bytes)).toContain(`head\r\n${'w'.repeat(100)}`)
})

test('what a program that is attached to again relies on comes along', async () => {
  const recorder = recorderOf()
  const screen = '\x1b[?1049h\x1b[2;5r\x1b[?25l\x1b[5 q\x1b[?1000h\x1b[?1006h\x1b[?2004h'
  append(recorder, `shell$ vi\r\n${screen}\x1b[5;1Hbottom\x1b[3;4H`)
  const { bytes } = await recorder.snapshot()
  const both = [string(bytes), `shell$ vi\r\n${screen}\x1b[5;1Hbottom\x1b[3;4H`].map((text) =>
    // a line feed at the region's end scrolls the region only; a mark shows where the cursor was
    shown(Buffer.from(`${text}mark\x1b[5;1H\nnew`)),
  )
  const [again, original] = await Promise.all(both)
  expect(again).toBe(original)
  for (const mode of ['?25l', '5 q', '?1006h', '2;5r']) expect(again).toContain(`\x1b[${mode}`)
})

test('the alternate screen does not take on the attributes of the normal one; wide characters are wide', async () => {
  const recorder = recorderOf()
  append(
    recorder,
    'before\x1b[7;4m\x1b[?1049h\x1b[H\x1b[0m\x1b[38;5;130m12\x1b[0m plain 🎉x\x1b[7m',
  )
  const again = new xterm.Terminal({ allowProposedApi: true, ...SIZE })
  again.loadAddon(new unicode.Unicode11Addon() as never)
  again.unicode.activeVersion = '11'
  const { bytes } = await recorder.snapshot()
  await new Promise<void>((resolve) => again.write(bytes, resolve))
  const line = again.buffer.active.getLine(0)
  expect(line?.translateToString(true)).toBe('12 plain 🎉x')
  expect(line?.getCell(0)?.isInverse()).toBe(0)
  expect(line?.getCell(0)?.isUnderline()).toBe(0)
  expect(line?.getCell(9)?.getWidth()).toBe(2)
  again.dispose()
})

test('the alternate screen made narrower shows no more than fits, with the cursor where it was', async () => {
  const recorder = recorderOf()
  append(recorder, `\x1b[?1049h\x1b[1;1H${'x'.repeat(80)}\x1b[2;1Hshort`)
  recorder.resize({ cols: 40, rows: 10 })
  append(recorder, `\x1b[2;1Hsecond\x1b[10;1H${'z'.repeat(40)}\x1b[2;7H`)
  const { bytes } = await recorder.snapshot()
  const again = new xterm.Terminal({ allowProposedApi: true, cols: 40, rows: 10 })
  await new Promise<void>((resolve) => again.write(bytes, resolve))
  const { active } = again.buffer
  const line = (y: number) => active.getLine(y)?.translateToString(true)
  expect([line(0), line(1), line(9)]).toEqual(['x'.repeat(40), 'second', 'z'.repeat(40)])
  expect([active.cursorX, active.cursorY]).toEqual([6, 1])
  again.dispose()
})

test('a reset forgets modes', async () => {
  const recorder = recorderOf()
  append(recorder, '\x1b[?25l\x1b[2;5r\x1b[3 q\x1bcclean')
  expect(string((await recorder.snapshot()).bytes)).toBe('clean')
})

test('pipes: the last 10,000 lines, with line ends and colour for a terminal', async () => {
  const recorder = recorderOf({ terminal: false })
  for (let n = 0; n < 12_000; n++)
    recorder.append(n % 2 ? 'stderr' : 'stdout', Buffer.from(`${n}\n`))
  recorder.append('stdout', Buffer.from('part'))
  const text = string((await recorder.snapshot()).bytes)
  const lines = text.split('\r\n')
  expect(lines.length).toBe(10_001)
  expect(lines.slice(0, 3)).toEqual(['2000', '\x1b[03;031m2001', '\x1b[023;039m2002'])
  expect(lines.at(-1)).toBe('\x1b[023;039mpart')
})

test('pipes: lines cut in pieces are whole lines, long ones are bounded', async () => {
  const recorder = recorderOf({ terminal: false })
  for (let n = 0; n < 10_001 * 4; n++) append(recorder, n % 4 === 3 ? 'd\n' : ('abcd'[n % 4] ?? ''))
  const text = string((await recorder.snapshot()).bytes)
  expect(text).toBe('abcd\r\n'.repeat(10_000))
  append(recorder, 'z'.repeat(2 * RING_BYTES))
  const { bytes } = await recorder.snapshot()
  expect(bytes.length).toBeLessThanOrEqual(RING_BYTES)
  expect(bytes.length).toBeGreaterThan(RING_BYTES / 2)
})

test('where commands began and how they ended is carried, by every snapshot', async () => {
  const recorder = recorderOf()
  const prompt = (code = 0) => `\x1b]133;D;${code}\x07\x1b]133;A\x07$ `
  append(
    recorder,
    `\x1b]133;A\x07$ seq 30\r\n${'x\r\n'.repeat(30)}${prompt()}false\r\n${prompt(1)}`,
  )
  const marks = (bytes: Uint8Array) =>
    string(bytes)
      .split('\x1b]7133;')
      .slice(1)
      .map((part) => part.slice(0, part.indexOf('\x07')))
  const { bytes } = await recorder.snapshot()
  expect(marks(bytes)).toEqual(['32;0', '1;1', '0;'])
  const again = new Screen(SIZE)
  await again.write(bytes)
  expect(marks(await again.serialize())).toEqual(['32;0', '1;1', '0;'])
  again.dispose()
})

test('marks without end take no memory without end: one to a line, and of lines the newest', async () => {
  const terminal = new xterm.Terminal({ ...SIZE, scrollback: 10_000, allowProposedApi: true })
  const marks = new CommandMarks(terminal)
  const write = (text: string) => new Promise<void>((done) => terminal.write(text, done))
  const begun = '\x1b]133;A\x07'
  await write(`${begun}\x1b]133;D;1\x07`.repeat(10_000))
  expect(marks.living()).toMatchObject([{ code: 1 }])
  expect(terminal.markers).toHaveLength(1)
  await write(`${begun}\r\n`.repeat(5000))
  expect(marks.living()).toHaveLength(2000)
  expect(terminal.markers).toHaveLength(2000)
  await write(`\x1b[H${begun}\x1b[2H${begun}`.repeat(5000))
  expect(terminal.markers.length).toBeLessThanOrEqual(2000)
  marks.dispose()
  expect(terminal.markers).toHaveLength(0)
})
