import { t } from '@lingui/core/macro'
import { Button } from '@mantine/core'
import { DISCONNECTED } from '../actions/availability.ts'
import { startDemoShell } from '../actions/containers.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { ActionButton } from '../parts/ActionButton.tsx'
import { useIsReady } from '../store/connection.ts'
import { useDialogs } from '../store/dialogs.ts'
import { useWorkedOn } from '../store/hosts.ts'
import { useMissing } from '../store/machines.ts'
import { useRunningAt } from '../store/running.ts'
import { TourOffer } from '../tour/TourOffer.tsx'
import classes from './Welcome.module.css'

/** Nothing yet: an invitation. */
export function Welcome() {
  const show = useDialogs((state) => state.show)
  const host = useWorkedOn()
  const ready = useIsReady(host)
  const noStarter = useMissing(host, 'starter')
  const starting = useRunningAt('list') !== undefined
  const openBundle = () =>
    show({ kind: 'create', preset: { host, source: { kind: 'bundle', path: '' } } })
  return (
    <section className={classes.welcome} aria-label={t`Welcome`}>
      <div className={classes.invitation}>
        <h2 className={classes.lead}>{t`No containers yet.`}</h2>
        <p className={classes.hint}>
          {t`Start with a shell in a small busybox system, or bring an OCI bundle of your own.`}
        </p>
        <div className={classes.buttons}>
          <ActionButton
            variant="filled"
            loading={starting}
            why={ready ? noStarter : DISCONNECTED}
            tip={t`creates and starts shell-1 from the built-in starter`}
            onPress={() => void startDemoShell()}
          >
            {t`Start the demo shell`}
          </ActionButton>
          <Button variant="default" disabled={!ready} onClick={openBundle}>
            {t`Open a bundle…`}
          </Button>
        </div>
        <FailureAt place="list" />
        <TourOffer />
      </div>
    </section>
  )
}
