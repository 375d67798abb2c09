import { plural, t } from '@lingui/core/macro'
import { Button } from '@mantine/core'
import { DialogFoot } from '../parts/DialogFoot.tsx'
import { DialogFrame } from '../parts/DialogFrame.tsx'
import classes from './PasteQuestion.module.css'
import type { Paste } from './paste.ts'
import type { PasteAnswer } from './use-paste.ts'

interface Props {
  paste: Paste
  /** name of the console */
  into: string
  onAnswer(how: PasteAnswer): void
}

/** Several lines are about to be entered: shows them, and asks. */
export function PasteQuestion({ paste, into, onAnswer }: Props) {
  const { lines, leftOut } = paste
  return (
    <DialogFrame
      onClose={() => onAnswer('keep')}
      size={560}
      title={t`Paste ${lines} lines into ${into}?`}
    >
      <p className={classes.why}>
        {t`The program there does not tell a paste from typing: it runs each line as if Enter had been pressed.`}
        {leftOut > 0 &&
          ` ${plural(leftOut, {
            one: '# control character is left out.',
            other: `${leftOut} control characters are left out.`,
          })}`}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a text that is longer than its box is scrolled by keys, too */}
      <section className={classes.text} tabIndex={0} aria-label={t`What would be pasted`}>
        {paste.text}
      </section>
      <DialogFoot>
        <Button variant="default" onClick={() => onAnswer('keep')}>
          {t`Do not paste`}
        </Button>
        <Button variant="default" onClick={() => onAnswer('one line')}>
          {t`Paste as one line`}
        </Button>
        <Button data-autofocus onClick={() => onAnswer('paste')}>
          {t`Paste`}
        </Button>
      </DialogFoot>
    </DialogFrame>
  )
}
