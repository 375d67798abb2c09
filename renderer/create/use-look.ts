import { useDebouncedValue } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import { toWireError } from '../../shared/errors.ts'
import type { HostId } from '../../shared/hosts.ts'
import type { SourceLook } from '../../shared/model.ts'
import { engineWords } from '../language/engine-words.ts'
import { useClient } from '../store/connection.ts'

const TYPING_MS = 200

/** What lies at a path of that host that is to be mounted; undefined as long as nobody has looked. */
export function useLook(host: HostId, path: string): SourceLook | undefined {
  const client = useClient(host)
  const [settled] = useDebouncedValue(path, TYPING_MS)
  const [found, setFound] = useState<{ path: string; look: SourceLook }>()
  useEffect(() => {
    if (!client || !settled) return
    let wanted = true
    const answer = (look: SourceLook) => wanted && setFound({ path: settled, look })
    client.call('mounts.look', { path: settled }).then(answer, (error) =>
      answer({
        kind: 'missing',
        detail: engineWords(toWireError(error).message.replace(/^.*?path: /, '')),
        warnings: [],
      }),
    )
    return () => {
      wanted = false
    }
  }, [client, settled])
  return found?.path === path ? found.look : undefined
}
