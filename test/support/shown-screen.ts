import unicode from '@xterm/addon-unicode11'
import headless, { type IBufferLine } from '@xterm/headless'
import type { Client, Stream } from '../../shared/client.ts'
import type { ConsoleDown, ConsoleTarget, ViewerRole } from '../../shared/contract.ts'
import { ReceiveWindow } from '../../shared/flow.ts'
import type { TerminalSize } from '../../shared/model.ts'
import { until } from './until.ts'

/** A screen that has not changed for so long is drawn. */
const STILL_MS = 400

/** Every cell of a screen: character, width, colours, attributes; and the cursor. */
export interface Cells {
  size: string
  cursor: string
  lines: string[]
}

/** A window of a console with a real terminal in it, whose screen can be compared cell by cell. */
export class ShownScreen {
  readonly #term = terminal()
  readonly #stream: Stream<'console'>
  #window: ReceiveWindow | null = null
  #changedAt = performance.now()
  #replays = false
  #stopped = false
  /** live bytes that came */
  received = 0

  /** `as` an owner it answers what the program asks its terminal. */
  constructor(client: Client, target: ConsoleTarget, as: ViewerRole) {
    this.#term.onData((text) => {
      if (as === 'owner' && !this.#replays) this.type(text)
    })
    this.#stream = client.open(
      'console',
      { ...target, as },
      {
        onDown: (item) => this.#take(item),
        onClose: () => {},
      },
    )
  }

  type(text: string): void {
    this.#stream.send({ kind: 'input', bytes: new TextEncoder().encode(text) })
  }

  resize(size: TerminalSize): void {
    this.#stream.send({ kind: 'resize', size })
  }

  /** It says nothing any more of what it has parsed. */
  stop(): void {
    this.#stopped = true
  }

  /** All that has come is parsed by now. */
  goOn(): void {
    this.#stopped = false
    this.#ack(this.#window?.probed() ?? null)
  }

  close(): void {
    this.#stream.close()
    this.#term.dispose()
  }

  /** Its lines as text. */
  get text(): string {
    const { baseY } = this.#term.buffer.active
    return Array.from({ length: this.#term.rows }, (_, y) =>
      this.#term.buffer.active.getLine(baseY + y)?.translateToString(true),
    ).join('\n')
  }

  async shows(wanted: string | RegExp): Promise<void> {
    await until(
      () => (typeof wanted === 'string' ? this.text.includes(wanted) : wanted.test(this.text)),
      `${wanted} on a screen that shows ${JSON.stringify(this.text)}`,
    )
  }

  /** Waits until nothing more is drawn. */
  async cells(wanted?: TerminalSize): Promise<Cells> {
    await until(
      () =>
        this.#window !== null &&
        (!wanted || (wanted.cols === this.#term.cols && wanted.rows === this.#term.rows)) &&
        performance.now() - this.#changedAt > STILL_MS,
      'a screen that is still',
      20_000,
    )
    return cellsOf(this.#term)
  }

  #take(item: ConsoleDown): void {
    if (item.kind === 'snapshot') {
      this.#changedAt = performance.now()
      this.#window = new ReceiveWindow(item.offset)
      this.#term.write('\x1bc', () => this.#term.resize(item.size.cols, item.size.rows))
      this.#replays = true
      this.#term.write(item.bytes, () => {
        this.#replays = false
      })
    } else if (item.kind === 'resized') {
      this.#changedAt = performance.now()
      this.#term.write('', () => this.#term.resize(item.size.cols, item.size.rows))
    } else if (item.kind === 'data') this.#data(item)
  }

  #data({ offset, bytes }: Extract<ConsoleDown, { kind: 'data' }>): void {
    if (!this.#window) throw new Error('data before a snapshot')
    if (bytes.length > 0) this.#changedAt = performance.now()
    this.received += bytes.length
    if (this.#window.take(offset, bytes.length) === 'gap') throw new Error('bytes never came')
    const ack =
      bytes.length === 0 ? this.#window.probed() : this.#window.parsed(offset + bytes.length)
    this.#ack(ack)
    this.#term.write(bytes)
  }

  #ack(offset: number | null): void {
    if (offset !== null && !this.#stopped) this.#stream.send({ kind: 'ack', offset })
  }
}

/** What a terminal shows that has got these bytes and no others. */
export async function screenAfter(bytes: Uint8Array): Promise<Cells> {
  const term = terminal()
  await new Promise<void>((resolve) => term.write(bytes, resolve))
  const cells = cellsOf(term)
  term.dispose()
  return cells
}

type Terminal = InstanceType<typeof headless.Terminal>

function terminal(): Terminal {
  const term = new headless.Terminal({ allowProposedApi: true, cols: 80, rows: 24 })
  term.loadAddon(new unicode.Unicode11Addon() as never)
  term.unicode.activeVersion = '11'
  return term
}

function cellsOf({ buffer: { active }, cols, rows }: Terminal): Cells {
  return {
    size: `${cols}×${rows}, ${active.type}`,
    cursor: `${active.cursorX}, ${active.cursorY}`,
    lines: Array.from({ length: rows }, (_, y) => lineOf(active.getLine(active.baseY + y), cols)),
  }
}

function lineOf(line: IBufferLine | undefined, cols: number): string {
  return Array.from({ length: cols }, (_, x) => {
    const cell = line?.getCell(x)
    if (!cell) return '?'
    // A cell that was never written looks like one with a blank.
    const char = cell.getChars() || (cell.getWidth() === 0 ? '' : ' ')
    const colours = `${cell.getFgColorMode()}:${cell.getFgColor()}/${cell.getBgColorMode()}:${cell.getBgColor()}`
    const marks = [
      cell.isBold(),
      cell.isItalic(),
      cell.isUnderline(),
      cell.isInverse(),
      cell.isDim(),
    ]
    return `${char}|${cell.getWidth()}|${colours}|${marks.map((mark) => (mark ? 1 : 0)).join('')}`
  }).join(' ')
}
