import { useDocumentVisibility } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import type { Stats } from '../../shared/model.ts'
import type { ContainerRef } from '../model.ts'
import { useClient } from '../store/connection.ts'

const POLL_MS = 1000
/** a minute of figures */
const KEPT = 60

/** A container's figures of the last minute, asked for once a second while somebody can see them. */
export function useStats({ host, namespace, id }: ContainerRef): readonly Stats[] {
  const client = useClient(host)
  const visible = useDocumentVisibility() === 'visible'
  const [history, setHistory] = useState<readonly Stats[]>([])
  useEffect(() => {
    if (!client || !visible) return
    let wanted = true
    let timer: ReturnType<typeof setTimeout> | undefined
    const ask = async () => {
      try {
        const stats = await client.call('containers.stats', { namespace, id })
        if (wanted) setHistory((before) => [...before, stats].slice(-KEPT))
      } catch {
        // It may just have ended: figures are no action of the user's, so their absence says enough.
        if (wanted) setHistory([])
      }
      if (wanted) timer = setTimeout(ask, POLL_MS)
    }
    void ask()
    return () => {
      wanted = false
      clearTimeout(timer)
    }
  }, [client, visible, namespace, id])
  return history
}
