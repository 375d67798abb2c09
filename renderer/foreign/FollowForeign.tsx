import { useDocumentVisibility } from '@mantine/hooks'
import { useMemo } from 'react'
import type { HostId } from '../../shared/hosts.ts'
import { usePolled } from '../parts/use-polled.ts'
import { useClient } from '../store/connection.ts'
import { useForeignContainers } from '../store/foreign.ts'
import { useShownHosts } from '../store/hosts.ts'

/** Most changes are told by themselves; an end is seen at the next look. */
const LOOK_MS = 2000

/** Has each engine heed what others do on its machine, while this window is in sight. */
export function FollowForeign() {
  return useShownHosts().map((host) => <OfHost key={host} host={host} />)
}

function OfHost({ host }: { host: HostId }) {
  const client = useClient(host)
  const visible = useDocumentVisibility() === 'visible'
  const ask = useMemo(
    () => (client && visible ? () => client.call('foreign.look', {}) : null),
    [client, visible],
  )
  // Nobody asked for it: that the engine is gone says the banner.
  usePolled(ask, LOOK_MS, {
    told: ({ unreadable }) => useForeignContainers.getState().tell(host, unreadable),
    failed: () => {},
  })
  return null
}
