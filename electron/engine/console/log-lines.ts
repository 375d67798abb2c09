import type { LogLine, LogPage } from '../../../shared/contract.ts'
import { type LogFile, parseLog } from './log.ts'

/** A page is looked for in so many bytes of the file first… */
const FIRST_BYTES = 32 * 1024
/** …and in no more than so many; lines as long as this are cut at its beginning. */
const MOST_BYTES = 1024 * 1024
const LINE_FEED = 0x0a
const decoder = new TextDecoder()

interface Part extends Omit<LogLine, 'text'> {
  from: number
  bytes: Uint8Array[]
}

/**
 * The last `limit` lines of a log before a position of the file (its end where none is given), with the times at which conmon
 * read them. `from` is where the page before this one ends.
 */
export function logLines(log: LogFile, limit: number, before?: number): LogPage {
  const size = log.size()
  const to = Math.min(size, before ?? size)
  const { parts, from } = partsBefore(log, to, limit)
  return {
    lines: parts.map(({ at, source, bytes, whole }) => ({
      at,
      source,
      text: decoder.decode(Buffer.concat(bytes)).replace(/\r?\n$/, ''),
      whole,
    })),
    from: parts[0]?.from ?? from,
    size,
  }
}

function partsBefore(log: LogFile, to: number, limit: number): { parts: Part[]; from: number } {
  for (let bytes = FIRST_BYTES; ; bytes *= 4) {
    const least = Math.max(0, to - bytes)
    const data = log.read(least, to)
    const head = least === 0 ? 0 : data.indexOf(LINE_FEED) + 1
    const parts = joined(data.subarray(head), least + head)
    // The first may be the end of a longer one.
    if (parts.length > limit || least === 0 || bytes >= MOST_BYTES)
      return { parts: parts.slice(-limit), from: least + head }
  }
}

/** Lines out of the parts that conmon cuts long ones into; one that the other pipe wrote into stays in pieces. */
function joined(data: Uint8Array, position: number): Part[] {
  const lines: Part[] = []
  let from = position
  for (const { at, source, bytes, next } of parseLog(data, position)) {
    const whole = bytes.at(-1) === LINE_FEED
    const last = lines.at(-1)
    if (last && !last.whole && last.source === source) {
      last.bytes.push(bytes)
      last.whole = whole
    } else {
      lines.push({
        at: new Date(at).toISOString(),
        source,
        from,
        bytes: [bytes],
        whole,
      })
    }
    from = next
  }
  return lines
}
