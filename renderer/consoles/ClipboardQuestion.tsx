import { Button } from '@mantine/core'
import { useConsoleSettings } from '../store/console-settings.ts'
import { count } from '../words/sizes.ts'
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
  return (
    <div className={classes.bar} role="status" aria-label="A wish for the clipboard">
      <span className={classes.words}>
        The program wants to put {count(text.length, 'character')} on the clipboard:{' '}
        <code className={classes.text}>{text.slice(0, 120)}</code>
      </span>
      <Button size="compact-xs" onClick={() => onAnswer(true)}>
        Allow
      </Button>
      <Button size="compact-xs" variant="default" onClick={() => onAnswer(false)}>
        Refuse
      </Button>
      <Button size="compact-xs" variant="subtle" onClick={() => always('allow')}>
        Always allow
      </Button>
      <Button size="compact-xs" variant="subtle" onClick={() => always('refuse')}>
        Always refuse
      </Button>
    </div>
  )
}
