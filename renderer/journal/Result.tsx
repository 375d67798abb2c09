import type { WireError } from '../../shared/errors.ts'
import classes from './Result.module.css'

/** ✓ or ✗, in colour, with a word for who does not see it. */
export function Result({ error }: { error: WireError | null }) {
  return (
    <span className={classes.result} data-failed={error !== null || undefined}>
      <span aria-hidden="true">{error ? '✗' : '✓'}</span>
      <span className={classes.word}>{error ? 'failed' : 'done'}</span>
    </span>
  )
}
