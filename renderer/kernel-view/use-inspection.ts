import { useCallback, useState } from 'react'
import { toWireError, type WireError } from '../../shared/errors.ts'
import type { Inspection, ProcessRef } from '../../shared/model.ts'
import type { ContainerRef } from '../model.ts'
import { usePolled } from '../parts/use-polled.ts'
import { useClient } from '../store/connection.ts'

const POLL_MS = 1000
/** What takes the engine longer than this, twice in a row, is read again only when asked for, ms. */
const CHEAP_MS = 150
const PATIENCE = 2

interface Wanted {
  /** null: the init */
  process: ProcessRef | null
  values: boolean
  live: boolean
}

/**
 * A process from the kernel's own view, read again once a second while it is `live` and cheap. What was told last stays when it
 * cannot be told any more; `error` says why.
 */
export function useInspection(
  { host, namespace, id }: ContainerRef,
  { process, values, live }: Wanted,
): {
  told: Inspection | null
  error: WireError | null
  /** it takes the engine too long to be read by itself */
  costly: boolean
  refresh(): void
} {
  const client = useClient(host)
  const [told, setTold] = useState<Inspection | null>(null)
  const [error, setError] = useState<WireError | null>(null)
  const [asked, setAsked] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked for once more, it is asked at once
  const ask = useCallback(
    async () =>
      client?.call('processes.inspect', { namespace, id, values, ...(process && { process }) }),
    [client, namespace, id, process, values, asked],
  )
  const [slow, setSlow] = useState(0)
  const costly = slow >= PATIENCE
  usePolled(ask, live && !costly ? POLL_MS : null, {
    told: (now) => {
      setError(null)
      if (!now) return
      setTold(now)
      setSlow((before) => (now.took < CHEAP_MS ? 0 : before + 1))
    },
    failed: (cause) => setError(toWireError(cause)),
  })
  return { told, error, costly, refresh: () => setAsked((before) => before + 1) }
}
