import { t } from '@lingui/core/macro'
import { useEffect, useState } from 'react'
import { toWireError, type WireError } from '../../shared/errors.ts'
import type { ContainerProcess, OpenFile } from '../../shared/model.ts'
import { FailureCard } from '../failures/FailureCard.tsx'
import type { ContainerRef } from '../model.ts'
import { useClient } from '../store/connection.ts'
import { modeInWords } from '../words/inside.ts'
import classes from './ProcessesDialog.module.css'

/** What a process has open now. */
export function OpenFiles({
  container: { host, namespace, id },
  process: { pid, startTime, name, inside },
}: {
  container: ContainerRef
  process: ContainerProcess
}) {
  const client = useClient(host)
  const [files, setFiles] = useState<readonly OpenFile[]>([])
  const [error, setError] = useState<WireError | null>(null)
  useEffect(() => {
    let wanted = true
    client?.call('processes.files', { namespace, id, process: { pid, startTime } }).then(
      (told) => wanted && setFiles(told.files),
      (cause) => wanted && setError(toWireError(cause)),
    )
    return () => {
      wanted = false
    }
  }, [client, namespace, id, pid, startTime])
  const title = t`Files of ${name}, pid ${inside} inside`
  return (
    <section aria-label={title}>
      <h3 className={classes.title}>{title}</h3>
      {error && (
        <FailureCard failure={{ what: t`Could not see the files of ${name}`, error, host }} />
      )}
      <div className={classes.frame}>
        <table className={classes.table}>
          <tbody>
            {files.map(({ fd, target, mode, position }) => (
              <tr key={fd} className={classes.row}>
                <td className={classes.number}>{fd}</td>
                <td className={classes.command}>
                  <code>{target}</code>
                </td>
                <td>{modeInWords(mode)}</td>
                <td className={classes.number}>{position > 0 ? t`at ${position}` : ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
