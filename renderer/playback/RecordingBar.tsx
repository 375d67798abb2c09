import { Button } from '@mantine/core'
import type { Recording } from '../store/recordings.ts'
import { count } from '../words/sizes.ts'
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
  const marks = recording.marks.length
  return (
    <div className={classes.bar} role="status" aria-label="Recording">
      <span className={classes.dot} aria-hidden="true" />
      <span className={classes.words}>
        Recorded since {clock(recording.since)}
        {marks > 0 && `, ${count(marks, 'mark')}`}
      </span>
      <Button size="compact-xs" variant="default" onClick={onMark}>
        Mark
      </Button>
      <Button size="compact-xs" onClick={onStop}>
        Stop and play
      </Button>
    </div>
  )
}
