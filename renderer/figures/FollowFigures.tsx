import { useDocumentVisibility } from '@mantine/hooks'
import { useMemo } from 'react'
import type { Client } from '../../shared/client.ts'
import type { HostId } from '../../shared/hosts.ts'
import { FIGURES_EVERY_MS } from '../../shared/model.ts'
import { keyOf, placed } from '../model.ts'
import { usePolled } from '../parts/use-polled.ts'
import { useClient } from '../store/connection.ts'
import { secondsOf, useFigureStore } from '../store/figures.ts'
import { useShownHosts } from '../store/hosts.ts'
import { joined } from './series.ts'

/** An engine answers for so many at once. */
const MOST = 500

/** Asks each engine once a second for the figures that are looked at in this window: in one call, and only while it is in sight. */
export function FollowFigures() {
  return useShownHosts().map((host) => <OfHost key={host} host={host} />)
}

function OfHost({ host }: { host: HostId }) {
  const client = useClient(host)
  const visible = useDocumentVisibility() === 'visible'
  const wanted = useFigureStore((state) =>
    [...state.wanted]
      .filter(([, { ref }]) => ref.host === host)
      .map(([key, one]) => `${key} ${secondsOf(one)}`)
      .join('\n'),
  )
  const ask = useMemo(
    () => (client && visible && wanted ? () => askOnce(host, client) : null),
    [host, client, visible, wanted],
  )
  // Figures are no action of the user's: their absence says enough, and the banner that the engine is gone.
  usePolled(ask, FIGURES_EVERY_MS, { told: () => {}, failed: () => {} })
  return null
}

/** What is new of all that is wanted. */
async function askOnce(host: HostId, client: Client): Promise<void> {
  const { wanted, byKey } = useFigureStore.getState()
  const of = [...wanted]
    .filter(([, { ref }]) => ref.host === host)
    .slice(0, MOST)
    .map(([key, one]) => {
      const known = byKey.get(key)
      const seconds = secondsOf(one)
      const isEnough = known !== undefined && known.seconds >= seconds
      const { namespace, id } = one.ref
      return { namespace, id, seconds, since: isEnough ? (known.at.at(-1) ?? 0) : 0 }
    })
  const { now, containers } = await client.call('containers.figures', { of })
  const asked = new Map(of.map((one) => [keyOf({ host, ...one }), one]))
  useFigureStore.getState().tell(
    containers.flatMap((told) => {
      const key = keyOf(placed(host, told.container))
      const seconds = asked.get(key)?.seconds
      if (seconds === undefined) return []
      return [[key, joined(byKey.get(key), told, { now, seconds })]] as const
    }),
  )
}
