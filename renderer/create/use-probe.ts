import { useDebouncedValue } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import type { CallOutput } from '../../shared/contract.ts'
import { toWireError } from '../../shared/errors.ts'
import type { HostId } from '../../shared/hosts.ts'
import { engineWords } from '../language/engine-words.ts'
import { useClient } from '../store/connection.ts'

export type Probe = CallOutput<'paths.probe'>

const TYPING_MS = 200

/** What lies at a path of that host while somebody types it; undefined as long as nobody has looked. */
export function useProbe(host: HostId, path: string): Probe | undefined {
  const client = useClient(host)
  const [settled] = useDebouncedValue(path, TYPING_MS)
  const [found, setFound] = useState<{ path: string; probe: Probe }>()
  useEffect(() => {
    if (!client || !settled) return
    let wanted = true
    const answer = (probe: Probe) => wanted && setFound({ path: settled, probe })
    client.call('paths.probe', { path: settled }).then(answer, (error) =>
      answer({
        kind: 'missing',
        detail: engineWords(toWireError(error).message.replace(/^.*?path: /, '')),
      }),
    )
    return () => {
      wanted = false
    }
  }, [client, settled])
  return found?.path === path ? found.probe : undefined
}
