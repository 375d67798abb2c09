import { useEffect, useState } from 'react'
import { attempt } from '../actions/attempt.ts'
import type { Container } from '../model.ts'
import { useIsReady } from '../store/connection.ts'
import { couldNot } from '../words/actions.ts'

/** The config.json of a container as runc has it, read again when it was started anew; null until it is known. */
export function useConfig(
  { host, namespace, id, startedAt }: Container,
  place: string,
): string | null {
  const ready = useIsReady(host)
  const [config, setConfig] = useState<string | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a restore may have brought another one
  useEffect(() => {
    if (!ready) return
    let wanted = true
    void attempt({
      host,
      place,
      what: couldNot('read the config.json of', id),
      run: (client, options) => client.call('containers.config', { namespace, id }, options),
    }).then((read) => {
      if (wanted && read) setConfig(read.config)
    })
    return () => {
      wanted = false
    }
  }, [place, host, namespace, id, ready, startedAt])
  return config
}
