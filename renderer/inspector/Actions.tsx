import { t } from '@lingui/core/macro'
import { allowedFirst } from '../actions/availability.ts'
import { useCircumstances } from '../actions/use-circumstances.ts'
import { type Container, keyOf } from '../model.ts'
import { useCheckpointsOf } from '../store/checkpoints.ts'
import classes from './Actions.module.css'
import { OneAction } from './OneAction.tsx'
import { SHOWN, whyNotShown } from './why-not-shown.ts'

/** What can be done, what the state allows first; the others say why not. */
export function Actions({ container }: { container: Container }) {
  const around = useCircumstances(container.host)
  const checkpoints = useCheckpointsOf(keyOf(container)).filter(({ restorable }) => restorable)
  const buttons = allowedFirst(
    SHOWN.map((action) => ({ action, why: whyNotShown(action, container, around, checkpoints) })),
  )
  return (
    <div
      className={classes.actions}
      role="toolbar"
      aria-label={t`Actions on ${{ name: container.id }}`}
    >
      {buttons.map(({ action, why }) => (
        <OneAction key={action} {...{ action, container, checkpoints, why }} />
      ))}
    </div>
  )
}
