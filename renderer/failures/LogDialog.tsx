import { t } from '@lingui/core/macro'
import { Loader } from '@mantine/core'
import { useEffect, useState } from 'react'
import { isCriuError } from '../../shared/criu-log.ts'
import type { HostId } from '../../shared/hosts.ts'
import { attempt } from '../actions/attempt.ts'
import { CodeBlock } from '../parts/CodeBlock.tsx'
import { DialogFrame } from '../parts/DialogFrame.tsx'
import { useRunningAt } from '../store/running.ts'
import { FailureAt } from './FailureCard.tsx'
import classes from './LogDialog.module.css'

const PLACE = 'log'

interface Log {
  text: string
  truncated: boolean
}

interface Props {
  /** where it lies */
  host: HostId
  path: string
  onClose(): void
}

/** A log file that an error or a checkpoint names, read by the engine. */
export function LogDialog({ host, path, onClose }: Props) {
  const [log, setLog] = useState<Log | null>(null)
  const running = useRunningAt(PLACE)
  useEffect(() => {
    let wanted = true
    void attempt({
      host,
      place: PLACE,
      what: t`Could not read the log`,
      run: (client, options) => client.call('logs.read', { path }, options),
    }).then((read) => {
      if (wanted && read) setLog(read)
    })
    return () => {
      wanted = false
    }
  }, [host, path])
  return (
    <DialogFrame onClose={onClose} title={t`Log`} size={1100}>
      <p className={classes.path}>{path}</p>
      <FailureAt place={PLACE} />
      {running && <Loader size="sm" />}
      {log && (
        <CodeBlock
          label={t`log`}
          text={log.text}
          matters={isCriuError}
          note={log.truncated && <p className={classes.path}>{t`… only the end of it`}</p>}
        />
      )}
    </DialogFrame>
  )
}
