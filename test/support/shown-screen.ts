import unicode from '@xterm/addon-unicode11'
import headless from '@xterm/headless'
import type { Client, Stream } from '../../shared/client.ts'
import type { ConsoleDown, ConsoleTarget, ViewerRole } from '../../shared/contract.ts'
import { ReceiveWindow } from '../../shared/flow.ts'
import type { TerminalSize } from '../../shared/model.ts'
import { until } from './until.ts'

/** A screen that has not changed for so long is drawn. */
const STILL_MS = 400

/** A window of a console with a real terminal in it, whose screen can be compared cell by cell. */
export class ShownScreen {
  readonly #term = new headless.Terminal({ allowProposedApi: true, cols: 80, rows: 24 })
  readonly #stream: Stream<'console'>
  #window: ReceiveWindow | null = null
  #changedAt = performance.now()
  #replays = false

  /** `as` an owner it answers what the program asks its terminal. */
  constructor(client: Client, target: ConsoleTarget, as: ViewerRole) {
    this.#term.loadAddon(new unicode.Unicode11Addon() as never)
    this.#term.unicode.activeVersion = '11'
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

  /** Waits until nothing more is drawn, and gives every cell: character, width, colours, attributes; and the cursor. */
  async cells(wanted?: TerminalSize): Promise<{ size: string; cursor: string; lines: string[] }> {
    await until(
      () =>
        this.#window !== null &&
        (!wanted || (wanted.cols === this.#term.cols && wanted.rows === this.#term.rows)) &&
        performance.now() - this.#changedAt > STILL_MS,
      'a screen that is still',
      20_000,
    )
    const { active } = this.#term.buffer
    const { cols, rows } = this.#term
    return {
      size: `${cols}×${rows}, ${active.type}`,
      cursor: `${active.cursorX}, ${active.cursorY}`,
      lines: Array.from({ length: rows }, (_, y) => this.#line(active.baseY + y, cols)),
    }
  }

  #line(y: number, cols: number): string {
    const line = this.#term.buffer.active.getLine(y)
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
    if (this.#window.take(offset, bytes.length) === 'gap') throw new Error('bytes never came')
    const ack =
      bytes.length === 0 ? this.#window.probed() : this.#window.parsed(offset + bytes.length)
    if (ack !== null) this.#stream.send({ kind: 'ack', offset: ack })
    this.#term.write(bytes)
  }
}
