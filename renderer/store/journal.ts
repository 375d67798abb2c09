import { create } from 'zustand'
import type { JournalEntry } from '../../shared/model.ts'

interface JournalState {
  /** newest last, without gaps as far back as was loaded */
  entries: readonly JournalEntry[]
  /** nothing older is there */
  complete: boolean
}

/** What was done, as the engine wrote it down. */
export const useJournal = create<JournalState>()(() => ({ entries: [], complete: false }))

/** Both lists in order, each entry once. */
export function merged(
  a: readonly JournalEntry[],
  b: readonly JournalEntry[],
): readonly JournalEntry[] {
  const bySeq = new Map([...a, ...b].map((entry) => [entry.seq, entry]))
  return [...bySeq.values()].sort((x, y) => x.seq - y.seq)
}

/** One more at the end, the usual case, without sorting again. */
export function appended(
  entries: readonly JournalEntry[],
  entry: JournalEntry,
): readonly JournalEntry[] {
  const last = entries.at(-1)
  return last === undefined || last.seq < entry.seq ? [...entries, entry] : merged(entries, [entry])
}
