import { t } from '@lingui/core/macro'
import { DISCONNECTED } from '../actions/availability.ts'
import { stop } from '../actions/containers.ts'
import type { Container } from '../model.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { useIsReady } from '../store/connection.ts'
import classes from './RestartNote.module.css'

/** How far the restarts after failures have come; one that is due can be called off. */
export function RestartNote({ container }: { container: Container }) {
  const ready = useIsReady(container.host)
  const words = noteOf(container)
  if (words === null) return null
  return (
    <p className={classes.note} role="status">
      <span>{words}</span>
      {container.restarts.dueAt !== null && (
        <ActionButton
          size="compact-xs"
          why={ready ? null : DISCONNECTED}
          onPress={() => void stop(container)}
        >
          {t`Stop trying`}
        </ActionButton>
      )}
    </p>
  )
}

function noteOf({ naming, restarts: { count, dueAt }, state }: Container): string | null {
  const { restarts: most } = naming
  if (count === 0) return null
  if (dueAt !== null) return t`It failed: restart ${count} of ${most} comes by itself.`
  if (state === 'stopped') return t`Given up: it failed again after ${count} restarts.`
  return t`Restart ${count} of ${most} after failures; the count begins anew once it has run for a minute.`
}
