import { t } from '@lingui/core/macro'
import type { ReactNode } from 'react'
import classes from './CodeBlock.module.css'
import { CopyIcon } from './CopyIcon.tsx'

interface Props {
  /** what it is, for a screen reader and as what is copied */
  label: string
  text: string
  /** said before the text, and not copied */
  note?: ReactNode
  /** tells lines that matter: they are marked, and the first is in sight at once */
  matters?(line: string): boolean
}

/** A text to read and to copy, monospaced, that scrolls by itself. */
export function CodeBlock({ label, text, note, matters }: Props) {
  return (
    <div className={classes.block}>
      <div className={classes.copy}>
        <CopyIcon value={text} label={t`Copy ${label}`} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must be able to scroll it */}
      <section className={classes.scroller} tabIndex={0} aria-label={label}>
        {note}
        <pre className={classes.text}>{matters ? marked(text, matters) : text}</pre>
      </section>
    </div>
  )
}

/** The text with each line that matters in a mark of its own, and what is between them as it is. */
function marked(text: string, matters: (line: string) => boolean): ReactNode[] {
  const parts: { from: number; text: string; matters: boolean }[] = []
  let from = 0
  for (const line of text.split(/(?<=\n)/)) {
    const last = parts.at(-1)
    const isOne = matters(line)
    if (last && !last.matters && !isOne) last.text += line
    else parts.push({ from, text: line, matters: isOne })
    from += line.length
  }
  const first = parts.find((part) => part.matters)
  return parts.map((part) =>
    part.matters ? (
      <mark key={part.from} ref={part === first ? intoSight : undefined} className={classes.mark}>
        {part.text}
      </mark>
    ) : (
      part.text
    ),
  )
}

const intoSight = (element: HTMLElement | null) => element?.scrollIntoView({ block: 'center' })
