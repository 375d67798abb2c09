import { appendFileSync, existsSync, truncateSync, writeFileSync } from 'node:fs'
import type { TerminalSize } from '../../../shared/model.ts'
import { formatLog, LogFile } from './log.ts'
import { RING_BYTES } from './recorder.ts'
import { type Sized, Sizes } from './sizes.ts'

/** Keeps the end of a console's log, as much of it as a console shows, with the sizes that its terminal had. */
export function keepLog(log: string, kept: string): void {
  const file = new LogFile(log)
  const size = file.size()
  const from = size > RING_BYTES ? file.lineStart(size - RING_BYTES) : 0
  writeFileSync(kept, file.read(from, size), { mode: 0o600 })
  new Sizes(kept).replace(since(from, new Sizes(log).all()))
}

/** The sizes from a place in the log on; the one in use there counts from its beginning. */
function since(from: number, sizes: readonly Sized[]): Sized[] {
  const moved = sizes.map((one) => ({ ...one, position: Math.max(0, one.position - from) }))
  const inUse = moved.findLastIndex(({ position }) => position === 0)
  return moved.slice(Math.max(0, inUse))
}

/** What a console is to go on from. */
export interface KeptConsole {
  /** the kept end of a log */
  log: string
  /** of a terminal: its size, and its screen as escape sequences for an empty one */
  terminal: { size: TerminalSize; screen: Uint8Array } | null
}

/**
 * Has a console go on from a kept one: the log that is empty begins with it; in one that is not, `words` say so, and of a
 * terminal the screen of that moment follows, after what was there has gone into its history. Gives what takes that back while
 * nothing was logged since.
 */
export function goOnFrom({ log: kept, terminal }: KeptConsole, log: string, words: string) {
  const sizes = new Sizes(log)
  const [size, sizesBefore] = [new LogFile(log).size(), sizes.all()]
  if (size > 0) mark(log, words, terminal)
  else if (existsSync(kept)) keepLog(kept, log)
  const end = new LogFile(log).size()
  return () => {
    if (new LogFile(log).size() !== end || end === size) return
    truncateSync(log, size)
    sizes.replace(sizesBefore)
  }
}

const LEAVE_ALTERNATE = '\x1b[?1049l'
/** DECSTR: attributes, margins and modes as at the beginning; the text stays. */
const SOFT_RESET = '\x1b[!p'
const DIM = '\x1b[2m'
const PLAIN = '\x1b[0m'

function mark(log: string, words: string, terminal: KeptConsole['terminal']): void {
  if (terminal) new Sizes(log).add(terminal.size, new LogFile(log).size())
  const entry = terminal
    ? formatLog(
        'stdout',
        Buffer.concat([Buffer.from(intoHistory(words, terminal.size)), terminal.screen]),
      )
    : formatLog('stderr', Buffer.from(`${words}\n`))
  appendFileSync(log, entry)
}

/** What is on the screen goes into the history, `words` after it. */
function intoHistory(words: string, { rows }: TerminalSize): string {
  const away = '\r\n'.repeat(rows)
  return `${LEAVE_ALTERNATE}${SOFT_RESET}\x1b[${rows};1H\r\n${DIM}${words}${PLAIN}${away}\x1b[H`
}
