import { plural, t } from '@lingui/core/macro'
import { Button } from '@mantine/core'
import { useConsoleSettings } from '../store/console-settings.ts'
import classes from './ClipboardQuestion.module.css'

/** The program in a console wants to put a text on the clipboard. */
export function ClipboardQuestion({
  text,
  onAnswer,
}: {
  text: string
  onAnswer(given: boolean): void
}) {
  const change = useConsoleSettings((state) => state.change)
  const always = (clipboard: 'allow' | 'refuse') => {
    change({ clipboard })
    onAnswer(clipboard === 'allow')
  }
  const { length } = text
  return (
    <div className={classes.bar} role="status" aria-label={t`A wish for the clipboard`}>
      <span className={classes.words}>
        {t`The program wants to put ${plural(length, { one: '# character', other: `${length} characters` })} on the clipboard:`}{' '}
        <code className={classes.text}>{text.slice(0, 120)}</code>
      </span>
      <Button size="compact-xs" onClick={() => onAnswer(true)}>
        {t`Allow`}
      </Button>
      <Button size="compact-xs" variant="default" onClick={() => onAnswer(false)}>
        {t`Refuse`}
      </Button>
      <Button size="compact-xs" variant="subtle" onClick={() => always('allow')}>
        {t`Always allow`}
      </Button>
      <Button size="compact-xs" variant="subtle" onClick={() => always('refuse')}>
        {t`Always refuse`}
      </Button>
    </div>
  )
}
