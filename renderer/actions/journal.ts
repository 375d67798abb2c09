import type { HostId } from '../../shared/hosts.ts'
import { filtered, type JournalFilter } from '../journal/filter.ts'
import { scriptOf } from '../journal/script/script.ts'
import { journalOf, merged, useJournal } from '../store/journal.ts'
import { attempt, attemptAt } from './attempt.ts'

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

/** Puts the entries that the filter lets through on the clipboard, as a script; all of them, also those not loaded yet. */
export async function copyScript(host: HostId, filter: JournalFilter): Promise<boolean> {
  const copied = await attemptAt({
    host,
    place: JOURNAL_PLACE,
    what: 'Could not copy the journal',
    run: async () => {
      for (let known = -1; known !== journalOf(host).entries.length; ) {
        known = journalOf(host).entries.length
        await loadOlder(host)
      }
      await navigator.clipboard.writeText(scriptOf(filtered(journalOf(host).entries, filter)))
      return true
    },
  })
  return copied ?? false
}
