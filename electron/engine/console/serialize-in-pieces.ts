import type { IBufferLine } from '@xterm/headless'
import { Turns } from '../turns.ts'

/** Gone through at once: some ms of work. */
const PIECE_ROWS = 500
const NEW_LINE = '\r\n'
const PLAIN = '\x1b[0m'
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what colours begin with
const STYLES = /\x1b\[[\d;]*m/g

interface Lines {
  readonly length: number
  getLine(y: number): IBufferLine | undefined
}

export interface Serializing {
  /** the normal screen's lines with their history */
  lines: Lines
  /** of the screen */
  rows: number
  /** lines from…to as sequences that begin without attributes */
  range(from: number, to: number): string
  /** everything from a line on */
  from(line: number): string
}

/**
 * What from(0) gives, put together from pieces, between which others get their turn: ten thousand lines take the serialize addon
 * 40 ms at once. How it writes a line depends on the style that the lines before left behind, and on those of a screen before
 * it (what scrolls in takes the background). So each piece is begun a screen early, and of that part its styles alone are kept.
 */
export async function serializeInPieces(terminal: Serializing): Promise<string> {
  const { lines, rows } = terminal
  const turns = new Turns()
  const overlap = (from: number) => Math.max(0, from - rows - 1)
  const pieces: string[] = []
  let from = 0
  for (;;) {
    const next = lineStart(lines, from + PIECE_ROWS)
    if (next >= lines.length - rows) break
    pieces.push(behind(lines, overlap(from), from, terminal.range(overlap(from), next - 1)))
    from = next
    await turns.next()
  }
  pieces.push(behind(lines, overlap(from), from, terminal.from(overlap(from))))
  return pieces.map((piece, n) => (isStyled(pieces[n - 1] ?? '') ? PLAIN : '') + piece).join('')
}

/** Of the text of lines from `start` on, those from `from` on, with what brings back the style before them. */
function behind(lines: Lines, start: number, from: number, text: string): string {
  if (start === from) return text
  let cut = -1
  for (let y = start + 1; y <= from; y++)
    if (!lines.getLine(y)?.isWrapped) cut = text.indexOf(NEW_LINE, cut + 1)
  const styles = (text.slice(0, cut).match(STYLES) ?? []).join('')
  const since = styles.lastIndexOf(PLAIN)
  return (since < 0 ? styles : styles.slice(since)) + text.slice(cut)
}

/** Whether it may leave a style behind. */
const isStyled = (text: string) => (text.match(STYLES)?.at(-1) ?? PLAIN) !== PLAIN

/** The first line from `y` on that does not continue the one before it; the number of lines where there is none. */
function lineStart(lines: Lines, y: number): number {
  while (y < lines.length && lines.getLine(y)?.isWrapped) y++
  return y
}
