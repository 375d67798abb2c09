import { t } from '@lingui/core/macro'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { HostId } from '../../shared/hosts.ts'
import { engineWords } from '../language/engine-words.ts'
import classes from './Mounts.module.css'
import { useLook } from './use-look.ts'

interface Props {
  host: HostId
  path: string
  /** what is wrong with it where something is there; null: nothing */
  unfit(kind: string): string | null
}

/** What lies at a path, and what a container could do with it that is not obvious. */
export function Looked({ host, path, unfit }: Props) {
  const look = useLook(host, path)
  const wrong = look && (look.kind === 'missing' ? engineWords(look.detail) : unfit(look.kind))
  return (
    <div role="status" className={classes.looked}>
      {path !== '' && (
        <p data-bad={wrong ? true : undefined}>
          {wrong ?? (look ? engineWords(look.detail) : t`looking…`)}
        </p>
      )}
      {!wrong &&
        look?.warnings.map((warning) => (
          <p key={warning} className={classes.warning}>
            <IconAlertTriangle size={14} aria-label={t`Warning`} />
            {engineWords(warning)}
          </p>
        ))}
    </div>
  )
}
