import { Trans } from '@lingui/react/macro'
import { Loader } from '@mantine/core'
import type { HostEntry } from '../../shared/hosts.ts'
import { goToHost } from '../actions/hosts.ts'
import { FailureCard } from '../failures/FailureCard.tsx'
import { ActionButton } from '../parts/ActionButton.tsx'
import { CancelButton } from '../parts/CancelButton.tsx'
import { useFailure, useFailures } from '../store/failures.ts'
import { useHosts } from '../store/hosts.ts'
import { hostPlace } from '../store/places.ts'
import { useRunningAt } from '../store/running.ts'
import { statusInWords } from '../words/hosts.ts'
import classes from './HostStrip.module.css'

/** Under the header: a host that is being asked, with a way to leave it, and what one answered that refused. */
export function HostStrip() {
  const hosts = useHosts((state) => state.byId)
  return [...hosts.values()].map((entry) => <OneHost key={entry.id} entry={entry} />)
}

function OneHost({ entry }: { entry: HostEntry }) {
  const place = hostPlace(entry.id)
  const running = useRunningAt(place)
  const failure = useFailure(place)
  const dismiss = useFailures((state) => state.dismiss)
  if (running && entry.status === 'connecting') {
    return (
      <div role="status" className={classes.asking}>
        <Loader size={14} />
        <strong>{entry.label}</strong>
        <span className={classes.words}>{statusInWords(entry, null)}</span>
        <CancelButton running={running} size="compact-xs" />
      </div>
    )
  }
  if (!failure) return null
  return (
    <div className={classes.failed}>
      <FailureCard failure={failure} onDismiss={() => dismiss(place)} />
      {entry.status === 'refused' && (
        <ActionButton why={null} onPress={() => void goToHost(entry.id)}>
          <Trans>Try again</Trans>
        </ActionButton>
      )}
    </div>
  )
}
