import { useCallback, useMemo, useState } from 'react'
import { type ContainerRef, refOf } from '../model.ts'
import { usePolled } from '../parts/use-polled.ts'
import { useCheckpoints } from '../store/checkpoints.ts'
import { useClient } from '../store/connection.ts'
import { useContainers } from '../store/containers.ts'
import { useJournalOf } from '../store/journal.ts'
import { type Facts, factsOf, NO_READS, needsOf, needsOfAnswer, readFacts } from './facts.ts'
import type { Check } from './lesson-schema.ts'

/** How often what has to be asked for is asked for, ms; all else is known as soon as the engine tells it. */
const ASK_MS = 1000

/** What a check is judged by, as it is now; and `ask` for what an answer is judged by, at the moment it is given. */
export function useFacts(
  { host, namespace, id }: ContainerRef,
  check: Check,
  since: number,
): { facts: Facts; ask(): Promise<Facts> } {
  const client = useClient(host)
  const byKey = useContainers((state) => state.byKey)
  const byId = useCheckpoints((state) => state.byId)
  const { entries } = useJournalOf(host)
  const [reads, setReads] = useState(NO_READS)
  const needs = useMemo(() => needsOf(check), [check])
  const ref = useMemo(() => ({ host, namespace, id }), [host, namespace, id])
  const held = useMemo(
    () => ({
      containers: [...byKey.values()].filter((one) => one.host === host),
      checkpoints: [...byId.values()].filter((one) => one.host === host),
      journal: entries,
    }),
    [byKey, byId, entries, host],
  )
  const poll = useCallback(
    async () => (client && !document.hidden ? readFacts(client, refOf(ref), needs) : null),
    [client, ref, needs],
  )
  usePolled(needs.size > 0 ? poll : null, ASK_MS, {
    told: (told) => told && setReads(told),
    failed: () => setReads(NO_READS),
  })
  const facts = useMemo(() => factsOf(held, ref, since, reads), [held, ref, since, reads])
  const ask = async () => {
    const asked = client
      ? await readFacts(client, refOf(ref), new Set([...needs, ...needsOfAnswer(check)]))
      : NO_READS
    return factsOf(held, ref, since, asked)
  }
  return { facts, ask }
}
