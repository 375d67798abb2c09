import { t } from '@lingui/core/macro'
import { ProgressWords } from '../parts/ProgressWords.tsx'
import { useNow } from '../parts/use-now.ts'
import type { Running } from '../store/running.ts'
import { duration } from '../words/time.ts'
import classes from './CheckpointDialog.module.css'

/** How far it is and since when; `phase` where the call tells none itself. */
export function UnderWay({
  running,
  phase = t`beginning`,
}: {
  running: Running
  phase?: string | undefined
}) {
  const now = useNow()
  return (
    <span role="status" className={classes.progress}>
      <ProgressWords progress={running.progress ?? { phase }} /> ·{' '}
      {duration(Math.max(0, now - running.startedAt))}
    </span>
  )
}
