import { plural, t } from '@lingui/core/macro'
import { Button, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { FailureCard } from '../failures/FailureCard.tsx'
import type { ConsoleTarget } from '../model.ts'
import { DialogFrame } from '../parts/DialogFrame.tsx'
import classes from './LinesDialog.module.css'
import { OutputChoice } from './OutputChoice.tsx'
import type { Shown } from './session.ts'
import { type LogLine, useLines } from './use-lines.ts'

interface Props {
  target: Exclude<ConsoleTarget, { kind: 'shell' }>
  /** name of the console */
  name: string
  onClose(): void
}

/** What a process without a terminal has said, a row for each line, with the time at which it said it. */
export function LinesDialog({ target, name, onClose }: Props) {
  const [shown, setShown] = useState<Shown>('both')
  const [wanted, setWanted] = useState('')
  const { lines, hasEarlier, loadEarlier, following, follow, error } = useLines(target)
  const rows = lines.filter(
    ({ source, text }) =>
      (shown === 'both' || source === shown) && text.toLowerCase().includes(wanted.toLowerCase()),
  )
  const end = useRef<HTMLDivElement>(null)
  const last = rows.at(-1)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is new is brought into sight
  useEffect(() => {
    if (following) end.current?.scrollIntoView({ block: 'end' })
  }, [following, last?.at, last?.text])
  return (
    <DialogFrame onClose={onClose} size={900} title={t`Lines of ${name}`}>
      <div className={classes.tools}>
        <TextInput
          data-autofocus
          className={classes.filter}
          aria-label={t`Show lines with`}
          placeholder={t`Show lines with…`}
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
        <OutputChoice value={shown} onChange={setShown} />
        <span className={classes.count} role="status">
          {countOf(rows.length, lines.length)}
        </span>
        {hasEarlier && (
          <Button variant="default" onClick={loadEarlier}>
            {t`Load earlier ones`}
          </Button>
        )}
        {!following && <Button onClick={follow}>{t`Follow again`}</Button>}
      </div>
      {error && (
        <FailureCard
          failure={{ what: t`Could not read the log of ${name}`, error, host: target.host }}
        />
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what is longer than its box is scrolled by keys, too */}
      <section className={classes.frame} tabIndex={0} aria-label={t`Lines`}>
        <table className={classes.table}>
          <tbody>
            {rows.map((line) => (
              <Row key={line.key} line={line} />
            ))}
          </tbody>
        </table>
        <div ref={end} />
      </section>
    </DialogFrame>
  )
}

function countOf(shown: number, all: number): string {
  if (shown === all) return plural(all, { one: '# line', other: `${all} lines` })
  return t`${shown} of ${plural(all, { one: '# line', other: `${all} lines` })}`
}

function Row({ line: { at, source, text } }: { line: LogLine }) {
  return (
    <tr className={classes.row} data-source={source}>
      <td className={classes.time} title={at}>
        {new Date(at).toLocaleTimeString('en-GB')}.{at.slice(20, 23)}
      </td>
      <td className={classes.source}>{source}</td>
      <td className={classes.text}>{text}</td>
    </tr>
  )
}
