import { t } from '@lingui/core/macro'
import type { WireError } from '../../shared/errors.ts'
import classes from './Result.module.css'

const GLYPHS = { done: '✓', failed: '✗', cancelled: '⊘' } as const
const WORDS = { done: t`done`, failed: t`failed`, cancelled: t`cancelled` } as const

/** ✓, ✗ or ⊘, in colour, with a word for who does not see it. */
export function Result({ error }: { error: WireError | null }) {
  const result = error === null ? 'done' : error.code === 'cancelled' ? 'cancelled' : 'failed'
  return (
    <span className={classes.result} data-result={result}>
      <span aria-hidden="true">{GLYPHS[result]}</span>
      <span className={classes.word}>{WORDS[result]}</span>
    </span>
  )
}
