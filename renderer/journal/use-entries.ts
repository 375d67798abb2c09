import { useEffect, useMemo, useState } from 'react'
import type { JournalEntry } from '../../shared/model.ts'
import { type ContainerRef, keyOf } from '../model.ts'
import { useClient } from '../store/connection.ts'
import { merged, useJournalOf } from '../store/journal.ts'

/** As many as somebody can do in some minutes. */
const MOST = 200

/** What was done to one container lately, oldest first: also what the journal here does not reach back to. */
export function useEntries({ host, namespace, id }: ContainerRef): readonly JournalEntry[] {
  const client = useClient(host)
  const { entries } = useJournalOf(host)
  const [earlier, setEarlier] = useState<readonly JournalEntry[]>([])
  useEffect(() => {
    let wanted = true
    client?.call('journal.list', { limit: MOST, container: { namespace, id } }).then(
      (told) => wanted && setEarlier(told),
      // The journal itself says so; what the window has of it is shown.
      () => {},
    )
    return () => {
      wanted = false
    }
  }, [client, namespace, id])
  return useMemo(() => {
    const key = keyOf({ host, namespace, id })
    const own = entries.filter(
      ({ container }) => container && keyOf({ host, ...container }) === key,
    )
    return merged(earlier, own)
  }, [host, namespace, id, entries, earlier])
}
