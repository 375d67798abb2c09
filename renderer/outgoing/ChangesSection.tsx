import { t } from '@lingui/core/macro'
import { useEffect, useState } from 'react'
import type { Changes } from '../../shared/model.ts'
import { DISCONNECTED } from '../actions/availability.ts'
import { changesPlace, readChanges } from '../actions/outgoing.ts'
import { useCircumstances } from '../actions/use-circumstances.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { engineWords } from '../language/engine-words.ts'
import { type Container, keyOf } from '../model.ts'
import { OBSERVING } from '../observer/role.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { useDialogs } from '../store/dialogs.ts'
import { useMissing } from '../store/machines.ts'
import { changesInWords } from '../words/changes.ts'
import { OBSERVERS_WORDS } from '../words/observers.ts'
import classes from './Outgoing.module.css'

/** What a container changed in its image's files, in figures, and what can be made of it. */
export function ChangesSection({ container }: { container: Container }) {
  const { image, busy } = container
  const { ready } = useCircumstances(container.host)
  const show = useDialogs((state) => state.show)
  const missing = useMissing(container.host, 'images')
  const noImage = image ? missing : t`it was not made of an image`
  const working = busy ? t`busy: ${{ phase: engineWords(busy.phase) }}` : null
  return (
    <div className={classes.section}>
      {!image ? (
        <p>{t`It was not made of an image.`}</p>
      ) : OBSERVING ? (
        <p>{OBSERVERS_WORDS.noChanges}</p>
      ) : (
        <Figures container={container} />
      )}
      <FailureAt place={changesPlace(container)} />
      <div className={classes.buttons}>
        {image && (
          <ActionButton
            size="compact-xs"
            why={ready ? null : DISCONNECTED}
            aria-haspopup="dialog"
            onPress={() => show({ kind: 'changes', container })}
          >
            {t`Show…`}
          </ActionButton>
        )}
        <ActionButton
          size="compact-xs"
          why={noImage ?? working}
          aria-haspopup="dialog"
          onPress={() => show({ kind: 'commit', container })}
        >
          {t`New image…`}
        </ActionButton>
        <ActionButton
          size="compact-xs"
          why={working}
          aria-haspopup="dialog"
          onPress={() => show({ kind: 'export', what: { kind: 'container', container } })}
        >
          {t`Export…`}
        </ActionButton>
      </div>
    </div>
  )
}

/** As they were when the section was opened, or the state changed last. */
function Figures({ container }: { container: Container }) {
  const key = keyOf(container)
  const { since } = container
  const { ready } = useCircumstances(container.host)
  const [changes, setChanges] = useState<Changes | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at anew with each state
  useEffect(() => {
    if (!ready) return
    let wanted = true
    void readChanges(container, { limit: 1 }).then((found) => wanted && found && setChanges(found))
    return () => {
      wanted = false
    }
  }, [key, since, ready])
  return <p role="status">{changes ? changesInWords(changes.total) : t`looking…`}</p>
}
