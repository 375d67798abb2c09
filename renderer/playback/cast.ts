import { t } from '@lingui/core/macro'
import { RuncibleError } from '../../shared/errors.ts'
import type { TerminalSize } from '../../shared/model.ts'

/** One thing that happened in a recorded terminal; `at` in seconds since its beginning. */
export type CastEvent =
  | { kind: 'output'; at: number; text: string }
  | { kind: 'resize'; at: number; size: TerminalSize }
  | { kind: 'mark'; at: number; label: string }

/** A recording: what asciicast v2 holds of one, but for the recorder's own input. */
export interface Cast {
  size: TerminalSize
  title: string
  /** when it began; null where it does not say */
  beganAt: Date | null
  /** in order of time */
  events: readonly CastEvent[]
}

/** Codes of asciicast v2, https://docs.asciinema.org/manual/asciicast/v2/ */
const VERSION = 2
/** A larger terminal is nobody's, and would take all memory. */
const MOST_CELLS = 1000

/**
 * A recording out of the text of an asciicast v2 file. Throws `invalid-input` with the line's number where one is not as it
 * must be; a last line that was cut off is left out.
 */
export function parseCast(text: string): Cast {
  const lines = text.split('\n')
  const head = headOf(lines[0] ?? '')
  const events: CastEvent[] = []
  const last = lines.findLastIndex((line) => line.trim() !== '')
  for (const [at, line] of lines.entries()) {
    if (at === 0 || line.trim() === '') continue
    const event = eventOf(line)
    if (event === null && at === last) break
    if (event === null) throw bad(t`line ${{ line: at + 1 }} is no event of an asciicast`)
    if (event !== 'other') events.push({ ...event, at: Math.max(event.at, events.at(-1)?.at ?? 0) })
  }
  return { ...head, events }
}

/** The text of an asciicast v2 file. */
export function formatCast({ size, title, beganAt, events }: Cast): string {
  const head = {
    version: VERSION,
    width: size.cols,
    height: size.rows,
    ...(beganAt && { timestamp: Math.floor(beganAt.getTime() / 1000) }),
    ...(title && { title }),
  }
  return [head, ...events.map(lineOf)].map((line) => `${JSON.stringify(line)}\n`).join('')
}

function headOf(line: string): Omit<Cast, 'events'> {
  const head = parsed(line)
  if (typeof head !== 'object' || head === null || !('version' in head)) {
    throw bad(t`line 1 is no head of an asciicast`)
  }
  const { version, width, height, title, timestamp } = head as Record<string, unknown>
  if (version !== VERSION)
    throw bad(t`line 1 says version ${{ version: String(version) }}; only 2 can be played`)
  const size = sizeOf(width, height)
  if (!size) throw bad(t`line 1 has no size of a terminal`)
  return {
    size,
    title: typeof title === 'string' ? title : '',
    beganAt: typeof timestamp === 'number' ? new Date(timestamp * 1000) : null,
  }
}

/** other: of a kind that is not played (input, for one); null: no event. */
function eventOf(line: string): CastEvent | 'other' | null {
  const event = parsed(line)
  if (!Array.isArray(event)) return null
  const [at, code, data] = event as unknown[]
  if (typeof at !== 'number' || !(at >= 0) || typeof data !== 'string') return null
  if (code === 'o') return { kind: 'output', at, text: data }
  if (code === 'm') return { kind: 'mark', at, label: data }
  if (code !== 'r') return 'other'
  const [cols, rows] = data.split('x').map(Number)
  const size = sizeOf(cols, rows)
  return size && { kind: 'resize', at, size }
}

function lineOf(event: CastEvent): [number, string, string] {
  const at = Math.round(event.at * 1e6) / 1e6
  switch (event.kind) {
    case 'output':
      return [at, 'o', event.text]
    case 'resize':
      return [at, 'r', `${event.size.cols}x${event.size.rows}`]
    case 'mark':
      return [at, 'm', event.label]
  }
}

function sizeOf(cols: unknown, rows: unknown): TerminalSize | null {
  const fits = (n: unknown): n is number =>
    Number.isInteger(n) && Number(n) > 0 && Number(n) <= MOST_CELLS
  return fits(cols) && fits(rows) ? { cols, rows } : null
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

const bad = (what: string) =>
  new RuncibleError('invalid-input', what, {
    hint: t`Choose a file that asciinema or Runcible has written in the format asciicast v2.`,
  })
