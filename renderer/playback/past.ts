import type { Client } from '../../shared/client.ts'
import type { CallOutput, LoggedConsole } from '../../shared/contract.ts'
import { PipeText } from '../../shared/pipes.ts'
import type { Cast, CastEvent } from './cast.ts'

type Page = CallOutput<'consoles.past'>

/** Of a longer log only this much of its end is played: what a window can hold and a person would watch. */
const MOST_BYTES = 64 * 1024 * 1024

/** Of which part of a console's past a recording is to be made. */
export interface Range {
  /** null: from its beginning */
  since: Date | null
  marks?: readonly { at: Date; label: string }[]
}

/** A console's past as a recording, out of its log. `terminal`: its bytes go to the screen as they are. */
export async function loadPast(
  client: Client,
  target: LoggedConsole,
  { terminal, title, since, marks = [] }: Range & { terminal: boolean; title: string },
): Promise<Cast> {
  const first = await client.call('consoles.past', { target })
  const isLong = first.size > MOST_BYTES
  const pages = isLong ? [] : [first]
  // Up to where the log was at the click: a process that floods is not run after.
  for (
    let next = isLong ? first.size - MOST_BYTES : first.next;
    next !== null && next < first.size;
  ) {
    const page: Page = await client.call('consoles.past', { target, from: next })
    pages.push(page)
    next = page.next
  }
  return castOf({ pages, sizes: first.sizes, terminal, title, since, marks })
}

interface Parts extends Required<Range> {
  pages: readonly Pick<Page, 'entries' | 'bytes'>[]
  sizes: Page['sizes']
  terminal: boolean
  title: string
}

/**
 * A recording of pages of a log. What was written before `since` stands on the screen as it begins; the sizes are those that
 * the terminal had.
 */
export function castOf({ pages, sizes, terminal, title, since, marks }: Parts): Cast {
  const texts = textsOf(pages, terminal)
  const began = since?.getTime() ?? texts[0]?.at ?? 0
  const seconds = (at: number) => Math.max(0, (at - began) / 1000)
  const before = texts.filter(({ at }) => at < began).map(({ text }) => text)
  const size = sizes.findLast(({ at }) => at <= began)?.size ?? { cols: 80, rows: 24 }
  const events: CastEvent[] = [
    ...texts
      .filter(({ at }) => at >= began)
      .map(({ at, text }): CastEvent => ({ kind: 'output', at: seconds(at), text })),
    ...sizes
      .filter(({ at }) => at > began)
      .map((sized): CastEvent => ({ kind: 'resize', at: seconds(sized.at), size: sized.size })),
    ...marks.map(
      ({ at, label }): CastEvent => ({ kind: 'mark', at: seconds(at.getTime()), label }),
    ),
  ]
  events.sort((a, b) => a.at - b.at)
  if (before.length) events.unshift({ kind: 'output', at: 0, text: before.join('') })
  return { size, title, beganAt: new Date(began), events }
}

/** What was written, as text: a character that two packets share comes with the later one. */
function textsOf(pages: Parts['pages'], terminal: boolean): { at: number; text: string }[] {
  const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() }
  const pipes = new PipeText()
  let latest = 0
  return pages.flatMap(({ entries, bytes }) => {
    let from = 0
    return entries.map(({ at, source, length }) => {
      const piece = bytes.subarray(from, from + length)
      from += length
      latest = Math.max(latest, at)
      const shown = terminal ? piece : pipes.convert(source, piece)
      return { at: latest, text: decoders[source].decode(shown, { stream: true }) }
    })
  })
}
