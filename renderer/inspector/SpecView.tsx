import { Skeleton } from '@mantine/core'
import { useEffect, useState } from 'react'
import { attempt } from '../actions/attempt.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { type Container, keyOf } from '../model.ts'
import { CodeBlock } from '../parts/CodeBlock.tsx'
import { useIsReady } from '../store/connection.ts'
import { couldNot } from '../words/actions.ts'

/** config.json as runc has it, to read. */
export function SpecView({ container: { host, namespace, id } }: { container: Container }) {
  const place = `spec ${keyOf({ host, namespace, id })}`
  const ready = useIsReady(host)
  const [config, setConfig] = useState<string | null>(null)
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
  }, [place, host, namespace, id, ready])
  return (
    <>
      <FailureAt place={place} />
      {config === null ? <Skeleton height={80} /> : <CodeBlock label="config.json" text={config} />}
    </>
  )
}
