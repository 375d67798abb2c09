import type { ReactNode } from 'react'
import classes from './CodeBlock.module.css'
import { CopyIcon } from './CopyIcon.tsx'

interface Props {
  /** what it is, for a screen reader and as what is copied */
  label: string
  text: string
  /** said before the text, and not copied */
  note?: ReactNode
}

/** A text to read and to copy, monospaced, that scrolls by itself. */
export function CodeBlock({ label, text, note }: Props) {
  return (
    <div className={classes.block}>
      <div className={classes.copy}>
        <CopyIcon value={text} label={`Copy ${label}`} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must be able to scroll it */}
      <section className={classes.scroller} tabIndex={0} aria-label={label}>
        {note}
        <pre className={classes.text}>{text}</pre>
      </section>
    </div>
  )
}
