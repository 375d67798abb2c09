import type { HostId } from '../../shared/hosts.ts'
import { journalOf, merged, useJournal } from '../store/journal.ts'
import { attempt } from './attempt.ts'

const PAGE = 200
export const JOURNAL_PLACE = 'journal'

/** Loads what was done on a host before the oldest entry shown. */
export async function loadOlder(host: HostId): Promise<void> {
  const { entries, complete } = journalOf(host)
  if (complete) return
  const older = await attempt({
    host,
    place: JOURNAL_PLACE,
    what: 'Could not read the journal',
    run: (client, options) =>
      client.call('journal.list', { before: entries[0]?.seq, limit: PAGE }, options),
  })
  if (!older) return
  useJournal.getState().change(host, {
    entries: merged(older, journalOf(host).entries),
    complete: older.length < PAGE,
  })
}
