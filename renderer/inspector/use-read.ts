import { t } from '@lingui/core/macro'
import { useEffect, useState } from 'react'
import type { CallOptions, Client } from '../../shared/client.ts'
import type { ContainerRef } from '../../shared/model.ts'
import { attempt } from '../actions/attempt.ts'
import type { Container } from '../model.ts'
import { useIsReady } from '../store/connection.ts'

/** Something that the engine tells of a container when it is asked. */
interface Readable<T> {
  couldNot(id: string): string
  read(client: Client, ref: ContainerRef, options: CallOptions): Promise<T>
}

/** As runc has it. */
export const CONFIG = {
  couldNot: (id: string) => t`Could not read the config.json of ${id}`,
  read: (client: Client, ref: ContainerRef, options: CallOptions) =>
    client.call('containers.config', ref, options),
}

export const SECURITY = {
  couldNot: (id: string) => t`Could not read the confinement of ${id}`,
  read: (client: Client, ref: ContainerRef, options: CallOptions) =>
    client.call('containers.security', ref, options),
}

/** What is told of a container, read again when it was started anew; null until it is known. */
export function useRead<T extends object>(
  { host, namespace, id, startedAt }: Container,
  readable: Readable<T>,
  place: string,
): T | null {
  const ready = useIsReady(host)
  const [told, setTold] = useState<T | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a restore may have brought another one
  useEffect(() => {
    if (!ready) return
    let wanted = true
    void attempt({
      host,
      place,
      what: readable.couldNot(id),
      run: (client, options) => readable.read(client, { namespace, id }, options),
    }).then((read) => {
      if (wanted && read) setTold(read)
    })
    return () => {
      wanted = false
    }
  }, [readable, place, host, namespace, id, ready, startedAt])
  return told
}
