import { PipeText } from '../../../shared/pipes.ts'
import type { Piece } from './log.ts'
import { SCROLLBACK } from './screen.ts'

const LINE_FEED = 0x0a
/** What a frame can carry, even where every byte becomes two. */
const LIMIT_BYTES = 4 * 1024 * 1024

/** What a viewer of pipes that comes late is shown: the last lines as a terminal shows them, the colour off at the end. */
export function pipeSnapshot(pieces: Piece[]): Uint8Array {
  const text = new PipeText()
  const parts = lastLines(pieces).map(({ source, bytes }) => text.convert(source, bytes))
  return Buffer.concat([...parts, text.end()])
}

/** What follows the last line feed but SCROLLBACK, whoever wrote it; less where the lines are long. */
function lastLines(pieces: Piece[]): Piece[] {
  const kept: Piece[] = []
  let lines = SCROLLBACK
  let room = LIMIT_BYTES
  for (const { source, bytes } of pieces.toReversed()) {
    const tail = bytes.subarray(Math.max(0, bytes.length - room))
    let at = tail.lastIndexOf(LINE_FEED)
    for (; at >= 0 && lines > 0; lines--) at = at === 0 ? -1 : tail.lastIndexOf(LINE_FEED, at - 1)
    if (at + 1 < tail.length) kept.push({ source, bytes: tail.subarray(at + 1) })
    room -= tail.length
    if (at >= 0 || room === 0) break
  }
  return kept.reverse()
}
