import { useDebouncedValue } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import type { HostId } from '../../shared/hosts.ts'
import type { CreateInput, Security } from '../../shared/model.ts'
import { useClient } from '../store/connection.ts'

const SETTLE_MS = 300

/**
 * How the container of a request would be confined, as the engine reads it off the config.json that it would write; null
 * as long as that could not be written.
 */
export function useSecurity(host: HostId, request: CreateInput): Security | null {
  const client = useClient(host)
  const [wire] = useDebouncedValue(JSON.stringify(request), SETTLE_MS)
  const [found, setFound] = useState<Security | null>(null)
  useEffect(() => {
    if (!client) return
    let wanted = true
    const answer = (security: Security | null) => wanted && setFound(security)
    client.call('containers.preview', JSON.parse(wire)).then(
      ({ security }) => answer(security),
      // What is wrong with it is said where it is created, or under Preview.
      () => answer(null),
    )
    return () => {
      wanted = false
    }
  }, [client, wire])
  return found
}
