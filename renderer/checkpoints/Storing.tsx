import { t } from '@lingui/core/macro'
import { Progress } from '@mantine/core'
import { FailureAt } from '../failures/FailureCard.tsx'
import type { Checkpoint } from '../model.ts'
import { CancelButton } from '../parts/CancelButton.tsx'
import { ProgressWords } from '../parts/ProgressWords.tsx'
import { momentPlace } from '../store/places.ts'
import { useRunningAt } from '../store/running.ts'
import classes from './Storing.module.css'

/** How far a moment is being stored or brought back, by whomever, and what failed in it. */
export function Storing({ checkpoint }: { checkpoint: Checkpoint }) {
  const place = momentPlace(checkpoint)
  const running = useRunningAt(place)
  const { storing } = checkpoint
  return (
    <>
      {(storing || running) && (
        <div className={classes.work} role="status">
          <span className={classes.phase}>
            <ProgressWords
              progress={storing ? { ...storing, unit: 'bytes' } : { phase: t`beginning` }}
            />
          </span>
          {running && <CancelButton running={running} size="compact-xs" />}
          {storing && storing.total > 0 && (
            <Progress
              className={classes.bar}
              value={(100 * storing.done) / storing.total}
              size={4}
              aria-hidden
            />
          )}
        </div>
      )}
      <FailureAt place={place} />
    </>
  )
}
