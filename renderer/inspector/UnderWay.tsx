import { Loader, Progress } from '@mantine/core'
import type { Container } from '../model.ts'
import { CancelButton } from '../parts/CancelButton.tsx'
import { ProgressWords } from '../parts/ProgressWords.tsx'
import { useNow } from '../parts/use-now.ts'
import { useRunningOn } from '../store/running.ts'
import { ago } from '../words/time.ts'
import { ACTION_WORDS } from './action-words.ts'
import classes from './UnderWay.module.css'

/** Long work on this container: its phase, how far, how long, and a way to cancel what this window began. */
export function UnderWay({ container }: { container: Container }) {
  const now = useNow()
  const running = useRunningOn(container)
  const { busy } = container
  if (!busy) return null
  const { done, total } = running?.progress ?? {}
  return (
    <div className={classes.work} role="status">
      <Loader size={14} />
      <span className={classes.phase}>
        {ACTION_WORDS[busy.action]}:{' '}
        <ProgressWords progress={running?.progress ?? { phase: busy.phase }} /> ·{' '}
        {ago(busy.since, now)}
      </span>
      {running && <CancelButton running={running} size="compact-xs" />}
      {done !== undefined && total !== undefined && total > 0 && (
        <Progress className={classes.bar} value={(100 * done) / total} size={4} aria-hidden />
      )}
    </div>
  )
}
