import { useEffect, useState } from 'react'
import { toWireError, type WireError } from '../../shared/errors.ts'
import type { ContainerRef } from '../model.ts'
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
  useEffect(() => {
    if (!client) return
    let wanted = true
    let timer: ReturnType<typeof setTimeout> | undefined
    const ask = async () => {
      try {
        const now = await client.call('processes.list', { namespace, id })
        if (!wanted) return
        setError(null)
        setMoments((before) => [...before, now].slice(-2))
      } catch (cause) {
        if (!wanted) return
        setError(toWireError(cause))
        setMoments([])
      }
      timer = setTimeout(ask, POLL_MS)
    }
    void ask()
    return () => {
      wanted = false
      clearTimeout(timer)
    }
  }, [client, namespace, id])
  const now = moments.at(-1)
  return {
    rows: now ? treeOf(now, moments.at(-2) ?? null) : [],
    total: now?.total ?? 0,
    error,
  }
}
