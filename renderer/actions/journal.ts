import { t } from '@lingui/core/macro'
import type { HostId } from '../../shared/hosts.ts'
import { filtered, type JournalFilter } from '../journal/filter.ts'
import { scriptOf } from '../journal/script/script.ts'
import { journalOf, merged, useJournal } from '../store/journal.ts'
import { attempt, attemptAt } from './attempt.ts'

const PAGE = 200
export const JOURNAL_PLACE = 'journal'

/** Loads what was done on a host before the oldest entry shown; false where that failed. */
export async function loadOlder(host: HostId): Promise<boolean> {
  const { entries, complete } = journalOf(host)
  if (complete) return true
  const older = await attempt({
    host,
    place: JOURNAL_PLACE,
    what: t`Could not read the journal`,
    run: (client, options) =>
      client.call('journal.list', { before: entries[0]?.seq, limit: PAGE }, options),
  })
  if (!older) return false
  useJournal.getState().change(host, {
    entries: merged(older, journalOf(host).entries),
    complete: older.length < PAGE,
  })
  return true
}

/** Puts the entries that the filter lets through on the clipboard, as a script; all of them, also those not loaded yet. */
export async function copyScript(host: HostId, filter: JournalFilter): Promise<boolean> {
  while (!journalOf(host).complete) {
    if (!(await loadOlder(host))) return false
  }
  const copied = await attemptAt({
    host,
    place: JOURNAL_PLACE,
    what: t`Could not copy the journal`,
    run: async () => {
      await navigator.clipboard.writeText(scriptOf(filtered(journalOf(host).entries, filter)))
      return true
    },
  })
  return copied ?? false
}
