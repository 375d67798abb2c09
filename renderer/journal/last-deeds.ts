import type { Exit, JournalEntry } from '../../shared/model.ts'
import { engineWords } from '../language/engine-words.ts'
import { deedInWords } from '../words/deeds.ts'

/** What was done so long before an end may have to do with it. */
const BEFORE_MS = 60_000
/** An end is written down a moment after it was. */
const AFTER_MS = 2000

/** What was done to a container in its last minute, in order. */
export function lastDeeds(entries: readonly JournalEntry[], { at }: Pick<Exit, 'at'>) {
  const end = Date.parse(at)
  return entries.flatMap((entry) => {
    const done = Date.parse(entry.at)
    const what = deedInWords(entry)
    if (what === null || done < end - BEFORE_MS || done > end + AFTER_MS) return []
    return [{ seq: entry.seq, at: entry.at, what, note: entry.note && engineWords(entry.note) }]
  })
}
