import { t } from '@lingui/core/macro'
import type { HostId } from '../../shared/hosts.ts'
import { engineWords } from '../language/engine-words.ts'
import { useConnection } from '../store/connection.ts'
import { useHostEntry } from '../store/hosts.ts'
import classes from './HostHeading.module.css'

interface Props {
  host: HostId
  count: number
  first: boolean
}

/** Above the containers of one host: its name, and whether it is there. */
export function HostHeading({ host, count, first }: Props) {
  const entry = useHostEntry(host)
  const connection = useConnection((state) => state.byHost.get(host))
  const phase = connection?.phase ?? 'lost'
  const why = connection?.why ?? entry?.error
  return (
    <div
      className={classes.host}
      role="presentation"
      data-phase={phase}
      data-first={first || undefined}
      title={why ? engineWords(why.message) : undefined}
    >
      <span className={classes.label}>{entry?.label ?? host}</span>
      <span className={classes.word}>
        {phase === 'ready' ? count : wordOf(phase, entry?.status)}
      </span>
    </div>
  )
}

function wordOf(phase: 'connecting' | 'lost', status: string | undefined): string {
  if (phase === 'connecting') return t`connecting…`
  return status === 'refused' ? t`? lost` : t`? lost, trying again`
}
