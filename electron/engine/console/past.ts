import type { TerminalSize } from '../../../shared/model.ts'
import type { PipeSource } from '../../../shared/pipes.ts'
import { LogFile } from './log.ts'
import { Sizes } from './sizes.ts'

/** Of a log at most this much in one page. */
const PAGE_BYTES = 1024 * 1024

/** What a process wrote in one go; its bytes stand in the page's, one entry's after the other's. */
interface PastEntry {
  /** ms since 1970 */
  at: number
  source: PipeSource
  /** bytes */
  length: number
}

export interface PastPage {
  entries: PastEntry[]
  bytes: Uint8Array
  /** where the next page begins in the log; null: there is no more by now */
  next: number | null
  /** bytes of the log by now */
  size: number
  /** what the terminal was made with, and each size that it was given, with the page of the beginning */
  sizes: { at: number; size: TerminalSize }[]
}

/** What a console's log holds from about `from` on, a byte of the log, with the times of it. */
export function readPast(path: string, from: number, made: TerminalSize): PastPage {
  const log = new LogFile(path)
  const size = log.size()
  const begin = from === 0 ? 0 : log.lineStart(Math.min(from, size))
  const lines = log.lines(begin, Math.min(size, begin + PAGE_BYTES))
  const next = lines.at(-1)?.next ?? size
  return {
    entries: lines.map(({ at, source, bytes }) => ({ at, source, length: bytes.length })),
    bytes: Buffer.concat(lines.map(({ bytes }) => bytes)),
    next: next < size && lines.length > 0 ? next : null,
    size,
    sizes: [{ at: 0, size: made }, ...new Sizes(path).all().map(({ at, size }) => ({ at, size }))],
  }
}
