import type { Look } from '../words/state.ts'
import classes from './StateGlyph.module.css'

const GLYPHS: Readonly<Record<Look, string>> = {
  created: '◌',
  running: '●',
  pausing: '◐',
  paused: '◐',
  ended: '○',
  failed: '✕',
  lost: '?',
}

/** A state's glyph in its colour; the word always stands beside it, so it says nothing to a screen reader. */
export function StateGlyph({ look }: { look: Look }) {
  return (
    <span className={classes.glyph} data-look={look} aria-hidden="true">
      {GLYPHS[look]}
    </span>
  )
}
