import { PipeText } from '../../../shared/pipes.ts'
import type { Piece } from './log.ts'
import { SCROLLBACK } from './screen.ts'

const LINE_FEED = 0x0a

/** What a viewer of pipes that comes late is shown: the last lines as a terminal shows them, the colour off at the end. */
export function pipeSnapshot(pieces: Piece[]): Uint8Array {
  const text = new PipeText()
  const parts = lastLines(pieces).map(({ source, bytes }) => text.convert(source, bytes))
  return Buffer.concat([...parts, text.end()])
}

function lastLines(pieces: Piece[]): Piece[] {
  const kept: Piece[] = []
  let lines = 0
  for (const piece of [...pieces].reverse()) {
    kept.push(piece)
    for (const byte of piece.bytes) if (byte === LINE_FEED) lines++
    if (lines > SCROLLBACK) break
  }
  return kept.reverse()
}
