import { t } from '@lingui/core/macro'
import classes from './LastLines.module.css'

/** What a console showed last, at that moment. */
export function LastLines({ lines }: { lines: readonly string[] }) {
  if (lines.length === 0) return null
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className={classes.frame} aria-label={t`Last lines of its console`} tabIndex={0}>
      <pre className={classes.lines}>{lines.join('\n')}</pre>
    </section>
  )
}
