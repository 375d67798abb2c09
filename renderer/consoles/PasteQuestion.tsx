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
  return (
    <DialogFrame
      onClose={() => onAnswer('keep')}
      size={560}
      title={`Paste ${paste.lines} lines into ${into}?`}
    >
      <p className={classes.why}>
        The program there does not tell a paste from typing: it runs each line as if Enter had been
        pressed.
        {paste.leftOut > 0 &&
          ` ${paste.leftOut} control ${paste.leftOut === 1 ? 'character is' : 'characters are'} left out.`}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a text that is longer than its box is scrolled by keys, too */}
      <section className={classes.text} tabIndex={0} aria-label="What would be pasted">
        {paste.text}
      </section>
      <DialogFoot>
        <Button variant="default" onClick={() => onAnswer('keep')}>
          Do not paste
        </Button>
        <Button variant="default" onClick={() => onAnswer('one line')}>
          Paste as one line
        </Button>
        <Button data-autofocus onClick={() => onAnswer('paste')}>
          Paste
        </Button>
      </DialogFoot>
    </DialogFrame>
  )
}
