import { Button } from '@mantine/core'
import { DISCONNECTED } from '../actions/availability.ts'
import { startDemoShell } from '../actions/containers.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { useIsReady } from '../store/connection.ts'
import { useDialogs } from '../store/dialogs.ts'
import { useMissing } from '../store/host.ts'
import { useRunningAt } from '../store/running.ts'
import classes from './EmptyList.module.css'

/** Nothing yet: an invitation. */
export function EmptyList() {
  const show = useDialogs((state) => state.show)
  const ready = useIsReady()
  const noStarter = useMissing('starter')
  const starting = useRunningAt('list') !== undefined
  const openBundle = () =>
    show({ kind: 'create', preset: { source: { kind: 'bundle', path: '' } } })
  return (
    <div className={classes.empty}>
      <p className={classes.lead}>No containers yet.</p>
      <p className={classes.hint}>
        Start with a shell in a small busybox system, or bring an OCI bundle of your own.
      </p>
      <ActionButton
        variant="filled"
        fullWidth
        loading={starting}
        why={ready ? noStarter : DISCONNECTED}
        tip="creates and starts shell-1 from the built-in starter"
        onPress={() => void startDemoShell()}
      >
        Start the demo shell
      </ActionButton>
      <Button variant="default" fullWidth disabled={!ready} onClick={openBundle}>
        Open a bundle…
      </Button>
    </div>
  )
}
