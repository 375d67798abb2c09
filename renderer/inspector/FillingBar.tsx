import { t } from '@lingui/core/macro'
import { Progress } from '@mantine/core'
import type { Container } from '../model.ts'
import { FILLING_HELP, filledPercent, fillingWords } from '../words/filling.ts'
import classes from './FillingBar.module.css'

/** Memory of a restored container that is still on its way, while it runs. */
export function FillingBar({ container: { id, filling } }: { container: Container }) {
  if (!filling) return null
  return (
    <div className={classes.filling} title={FILLING_HELP}>
      <span>{fillingWords(filling)}</span>
      <Progress
        size={4}
        value={filledPercent(filling)}
        aria-label={t`Memory of ${id} that is back`}
      />
    </div>
  )
}
