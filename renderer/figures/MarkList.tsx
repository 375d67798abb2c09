import { t } from '@lingui/core/macro'
import { clock } from '../words/time.ts'
import classes from './MarkList.module.css'
import type { Mark } from './marks.ts'

/** What the marks in the graphs stand for, newest first. */
export function MarkList({ marks }: { marks: readonly Mark[] }) {
  if (marks.length === 0) return null
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className={classes.frame} aria-label={t`What was done in that time`} tabIndex={0}>
      <ol className={classes.marks}>
        {marks.toReversed().map(({ at, what, grave }) => (
          <li key={`${at} ${what}`} className={classes.mark} data-grave={grave || undefined}>
            <span className={classes.time}>{clock(new Date(at).toISOString())}</span> {what}
          </li>
        ))}
      </ol>
    </section>
  )
}
