import { plural, t } from '@lingui/core/macro'
import { Button } from '@mantine/core'
import type { Recording } from '../store/recordings.ts'
import { clock } from '../words/time.ts'
import classes from './RecordingBar.module.css'

interface Props {
  recording: Recording
  onMark(): void
  /** ends it, and plays it */
  onStop(): void
}

/** Under a console that is being recorded. */
export function RecordingBar({ recording, onMark, onStop }: Props) {
  const since = clock(recording.since)
  const marks = recording.marks.length
  return (
    <div className={classes.bar} role="status" aria-label={t`Recording`}>
      <span className={classes.dot} aria-hidden="true" />
      <span className={classes.words}>
        {marks > 0
          ? t`Recorded since ${since}, ${plural(marks, { one: '# mark', other: '# marks' })}`
          : t`Recorded since ${since}`}
      </span>
      <Button size="compact-xs" variant="default" onClick={onMark}>
        {t({ message: 'Mark', context: 'set one in a recording' })}
      </Button>
      <Button size="compact-xs" onClick={onStop}>
        {t`Stop and play`}
      </Button>
    </div>
  )
}
