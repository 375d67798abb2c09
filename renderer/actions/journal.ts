import { merged, useJournal } from '../store/journal.ts'
import { attempt } from './attempt.ts'

const PAGE = 200
export const JOURNAL_PLACE = 'journal'

/** Loads what was done before the oldest entry shown. */
export async function loadOlder(): Promise<void> {
  const { entries, complete } = useJournal.getState()
  if (complete) return
  const older = await attempt({
    place: JOURNAL_PLACE,
    what: 'Could not read the journal',
    run: (client, options) =>
      client.call('journal.list', { before: entries[0]?.seq, limit: PAGE }, options),
  })
  if (!older) return
  useJournal.setState((state) => ({
    entries: merged(older, state.entries),
    complete: older.length < PAGE,
  }))
}
