import type { WireError } from '../../shared/errors.ts'
import classes from './Result.module.css'

const GLYPHS = { done: '✓', failed: '✗', cancelled: '⊘' } as const

/** ✓, ✗ or ⊘, in colour, with a word for who does not see it. */
export function Result({ error }: { error: WireError | null }) {
  const word = error === null ? 'done' : error.code === 'cancelled' ? 'cancelled' : 'failed'
  return (
    <span className={classes.result} data-result={word}>
      <span aria-hidden="true">{GLYPHS[word]}</span>
      <span className={classes.word}>{word}</span>
    </span>
  )
}
