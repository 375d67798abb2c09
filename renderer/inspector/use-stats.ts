import { useDocumentVisibility } from '@mantine/hooks'
import { useMemo, useState } from 'react'
import type { Stats } from '../../shared/model.ts'
import type { ContainerRef } from '../model.ts'
import { usePolled } from '../parts/use-polled.ts'
import { useClient } from '../store/connection.ts'

const POLL_MS = 1000
/** a minute of figures */
const KEPT = 60

/** A container's figures of the last minute, asked for once a second while somebody can see them. */
export function useStats({ host, namespace, id }: ContainerRef): readonly Stats[] {
  const client = useClient(host)
  const visible = useDocumentVisibility() === 'visible'
  const [history, setHistory] = useState<readonly Stats[]>([])
  const ask = useMemo(
    () => (client && visible ? () => client.call('containers.stats', { namespace, id }) : null),
    [client, visible, namespace, id],
  )
  usePolled(ask, POLL_MS, {
    told: (stats) => setHistory((before) => [...before, stats].slice(-KEPT)),
    // It may just have ended: figures are no action of the user's, so their absence says enough.
    failed: () => setHistory([]),
  })
  return history
}
