import { t } from '@lingui/core/macro'
import { ProgressWords } from '../parts/ProgressWords.tsx'
import { useNow } from '../parts/use-now.ts'
import type { Running } from '../store/running.ts'
import { duration } from '../words/time.ts'
import classes from './Outgoing.module.css'

/** How far it has come, in the foot of its dialog. */
export function UnderWayHere({ running }: { running: Running }) {
  const now = useNow()
  return (
    <span role="status" className={classes.progress}>
      <ProgressWords progress={running.progress ?? { phase: t`beginning` }} /> ·{' '}
      {duration(Math.max(0, now - running.startedAt))}
    </span>
  )
}
