import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { CloseButton } from '@mantine/core'
import type { HostEntry } from '../../shared/hosts.ts'
import { disconnectHost, goToHost } from '../actions/hosts.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { StateGlyph } from '../parts/StateGlyph.tsx'
import { useWaitingHosts } from '../store/hosts.ts'
import { STATUS_LOOKS, statusInWords } from '../words/hosts.ts'
import classes from './NotConnected.module.css'

/** Under the containers: hosts that were in use and are not asked unasked, each with a way back and one out of here. */
export function NotConnected() {
  const hosts = useWaitingHosts()
  if (hosts.length === 0) return null
  return (
    <ul className={classes.hosts} aria-label={t`Not connected`}>
      {hosts.map((entry) => (
        <Waiting key={entry.id} entry={entry} />
      ))}
    </ul>
  )
}

function Waiting({ entry }: { entry: HostEntry }) {
  const { id, label, status } = entry
  return (
    <li aria-label={label} className={classes.host}>
      <StateGlyph look={STATUS_LOOKS[status]} />
      <span className={classes.label}>{label}</span>
      <CloseButton
        size="xs"
        aria-label={t`Do not show ${label} here`}
        disabled={status === 'connecting'}
        onClick={() => void disconnectHost(id)}
      />
      <span className={classes.below}>
        <span className={classes.status} title={statusInWords(entry, null)}>
          {status === 'idle' ? t`not connected` : statusInWords(entry, null)}
        </span>
        <ActionButton
          size="compact-xs"
          why={status === 'connecting' ? t`it is being asked` : null}
          aria-label={t`Connect ${label}`}
          onPress={() => void goToHost(id)}
        >
          <Trans>Connect</Trans>
        </ActionButton>
      </span>
    </li>
  )
}
