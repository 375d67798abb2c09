import { useCallback, useState } from 'react'
import type { CheckpointForecast } from '../../shared/model.ts'
import type { Container } from '../model.ts'
import { usePolled } from '../parts/use-polled.ts'
import { useClient } from '../store/connection.ts'

const POLL_MS = 2000

/** What a checkpoint of a container would meet, as it is by now; null until that is known, or where it cannot be. */
export function useForecast({ host, namespace, id, state }: Container): CheckpointForecast | null {
  const client = useClient(host)
  const [forecast, setForecast] = useState<CheckpointForecast | null>(null)
  const lives = state === 'running' || state === 'paused'
  const ask = useCallback(
    async () => client?.call('checkpoints.foresee', { namespace, id }) ?? null,
    [client, namespace, id],
  )
  usePolled(lives ? ask : null, POLL_MS, { told: setForecast, failed: () => setForecast(null) })
  return lives ? forecast : null
}
