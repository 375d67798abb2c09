import { t } from '@lingui/core/macro'
import { Skeleton } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { type ReactNode, useEffect, useState } from 'react'
import type { CallOutput } from '../../shared/contract.ts'
import type { HostId } from '../../shared/hosts.ts'
import type { CreateInput } from '../../shared/model.ts'
import { attempt } from '../actions/attempt.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { engineWords } from '../language/engine-words.ts'
import { CodeBlock } from '../parts/CodeBlock.tsx'
import { Deviations } from '../parts/Deviations.tsx'
import { formatArgs } from '../words/command-line.ts'
import classes from './Preview.module.css'

/** Which mount or device a field is of, to stand before what is said of it. */
function aboutOf({ mounts, devices }: CreateInput, field: string): ReactNode {
  const [list, at] = field.split('.')
  const mount = list === 'mounts' ? mounts?.[Number(at)] : undefined
  const path =
    mount?.kind === 'bind' ? mount.source : list === 'devices' && devices?.[Number(at)]?.path
  return path ? <code>{path} </code> : null
}

const PLACE = 'preview'
const SETTLE_MS = 250

/** What create would write and run, before it does. */
export function Preview({ host, request }: { host: HostId; request: CreateInput }) {
  const [preview, setPreview] = useState<CallOutput<'containers.preview'> | null>(null)
  const [wire] = useDebouncedValue(JSON.stringify(request), SETTLE_MS)
  useEffect(() => {
    let wanted = true
    void attempt({
      host,
      place: PLACE,
      what: t`This cannot be created yet`,
      run: (client, options) => client.call('containers.preview', JSON.parse(wire), options),
    }).then((answer) => {
      if (wanted) setPreview(answer ?? null)
    })
    return () => {
      wanted = false
    }
  }, [host, wire])
  return (
    <>
      <FailureAt place={PLACE} />
      {preview ? (
        <div className={classes.preview}>
          <h3>{t`Commands`}</h3>
          <div className={classes.commands}>
            {preview.commands.map((argv) => (
              <code key={argv.join(' ')}>$ {formatArgs(argv)}</code>
            ))}
          </div>
          {preview.warnings.length > 0 && (
            <>
              <h3>{t`To think over`}</h3>
              <ul className={classes.warnings}>
                {preview.warnings.map(({ field, message }) => (
                  <li key={`${field} ${message}`}>
                    {aboutOf(request, field)}
                    {engineWords(message)}
                  </li>
                ))}
              </ul>
            </>
          )}
          <Deviations list={preview.security.deviations} />
          <h3>config.json</h3>
          <CodeBlock label="config.json" text={preview.config} />
        </div>
      ) : (
        <Skeleton height={240} />
      )}
    </>
  )
}
