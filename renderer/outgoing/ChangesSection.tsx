import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { Changes } from '../../shared/model.ts'
import { changesPlace, readChanges } from '../actions/outgoing.ts'
import { useCircumstances } from '../actions/use-circumstances.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { type Container, keyOf } from '../model.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { useDialogs } from '../store/dialogs.ts'
import { useMissing } from '../store/machines.ts'
import { changesInWords } from '../words/changes.ts'
import classes from './Outgoing.module.css'

/** What a container changed in its image's files, in figures, and what can be made of it. */
export function ChangesSection({ container }: { container: Container }) {
  const { image, busy } = container
  const { ready } = useCircumstances(container.host)
  const show = useDialogs((state) => state.show)
  const missing = useMissing(container.host, 'images')
  const noImage = image ? missing : 'it was not made of an image'
  const working = busy ? `busy: ${busy.phase}` : null
  return (
    <div className={classes.section}>
      {image ? <Figures container={container} /> : <p>It was not made of an image.</p>}
      <FailureAt place={changesPlace(container)} />
      <div className={classes.buttons}>
        {image && (
          <Button
            variant="default"
            size="compact-xs"
            disabled={!ready}
            onClick={() => show({ kind: 'changes', container })}
          >
            Show…
          </Button>
        )}
        <ActionButton
          size="compact-xs"
          why={noImage ?? working}
          aria-haspopup="dialog"
          onPress={() => show({ kind: 'commit', container })}
        >
          New image…
        </ActionButton>
        <ActionButton
          size="compact-xs"
          why={working}
          aria-haspopup="dialog"
          onPress={() => show({ kind: 'export', what: { kind: 'container', container } })}
        >
          Export…
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
  return <p role="status">{changes ? changesInWords(changes.total) : 'looking…'}</p>
}
