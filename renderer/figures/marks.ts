import { t } from '@lingui/core/macro'
import type { JournalEntry } from '../../shared/model.ts'
import { deedInWords } from '../words/deeds.ts'
import type { Series } from './series.ts'

/** Where something was done to a container, or happened to it. */
export interface Mark {
  /** ms since 1970, by its engine's clock */
  at: number
  what: string
  /** it ended, or was short of memory, or could not be done */
  grave: boolean
}

/** The marks of the journal, and of what the OOM killer ended, oldest first. */
export function marksOf(entries: readonly JournalEntry[], series: Series | null): Mark[] {
  const deeds = entries.flatMap((entry): Mark[] => {
    const what = deedInWords(entry)
    if (what === null) return []
    return [
      { at: Date.parse(entry.at), what, grave: entry.error !== null || entry.action === 'exited' },
    ]
  })
  const kills = (series?.at ?? []).flatMap((at, n): Mark[] =>
    series?.figures.oomKills[n] ? [{ at, what: t`out of memory`, grave: true }] : [],
  )
  return [...deeds, ...kills].sort((a, b) => a.at - b.at)
}

/** Those between two times. */
export const marksBetween = (marks: readonly Mark[], from: number, to: number) =>
  marks.filter(({ at }) => at >= from && at <= to)
