import { useCallback, useState } from 'react'
import { toWireError, type WireError } from '../../shared/errors.ts'
import type { ContainerRef } from '../model.ts'
import { usePolled } from '../parts/use-polled.ts'
import { useClient } from '../store/connection.ts'
import { type Moment, type TreeRow, treeOf } from './process-tree.ts'

const POLL_MS = 1000

/** What runs in a container, asked for once a second; `error`: why it cannot be told. */
export function useProcesses({ host, namespace, id }: ContainerRef): {
  rows: readonly TreeRow[]
  /** how many there are, with those that no row is of */
  total: number
  error: WireError | null
} {
  const client = useClient(host)
  const [moments, setMoments] = useState<readonly Moment[]>([])
  const [error, setError] = useState<WireError | null>(null)
  const ask = useCallback(
    async () => client?.call('processes.list', { namespace, id }),
    [client, namespace, id],
  )
  usePolled(ask, POLL_MS, {
    told: (now) => {
      setError(null)
      if (now) setMoments((before) => [...before, now].slice(-2))
    },
    failed: (cause) => {
      setError(toWireError(cause))
      setMoments([])
    },
  })
  const now = moments.at(-1)
  return {
    rows: now ? treeOf(now, moments.at(-2) ?? null) : [],
    total: now?.total ?? 0,
    error,
  }
}
