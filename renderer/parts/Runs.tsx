import { t } from '@lingui/core/macro'
import type { Commands } from '../words/commands.ts'
import classes from './Runs.module.css'

/** So many lines are read; more are counted. */
const MOST = 4

/** The command lines under a form's button, before it is pressed. */
export function Runs({ commands }: { commands: Commands }) {
  if (commands.length === 0) return null
  const more = commands.length - MOST
  return (
    <section aria-label={t`What this runs`} className={classes.runs}>
      {commands.slice(0, MOST).map((line) => (
        <code key={line}>$ {line}</code>
      ))}
      {more > 0 && <span>{t`and ${more} more like these`}</span>}
    </section>
  )
}
