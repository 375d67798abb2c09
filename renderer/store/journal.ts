import { create } from 'zustand'
import type { HostId } from '../../shared/hosts.ts'
import type { JournalEntry } from '../../shared/model.ts'
import { withEntry, withoutEntry } from './keyed.ts'

interface Journal {
  /** newest last, without gaps as far back as was loaded */
  entries: readonly JournalEntry[]
  /** nothing older is there */
  complete: boolean
}

interface JournalState {
  byHost: ReadonlyMap<HostId, Journal>
  change(host: HostId, change: Partial<Journal>): void
  forget(host: HostId): void
}

const EMPTY: Journal = { entries: [], complete: false }

/** What was done on each host, as its engine wrote it down. */
export const useJournal = create<JournalState>()((set) => ({
  byHost: new Map(),
  change: (host, change) =>
    set(({ byHost }) => ({
      byHost: withEntry(byHost, host, { ...(byHost.get(host) ?? EMPTY), ...change }),
    })),
  forget: (host) => set(({ byHost }) => ({ byHost: withoutEntry(byHost, host) })),
}))

export const journalOf = (host: HostId) => useJournal.getState().byHost.get(host) ?? EMPTY

export const useJournalOf = (host: HostId) => useJournal((state) => state.byHost.get(host) ?? EMPTY)

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
