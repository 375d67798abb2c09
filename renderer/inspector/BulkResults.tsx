import { t } from '@lingui/core/macro'
import { Button, CloseButton, Loader } from '@mantine/core'
import { IconBan, IconCheck, IconX } from '@tabler/icons-react'
import type { ReactElement } from 'react'
import { keyOf } from '../model.ts'
import { nameWithHost } from '../store/hosts.ts'
import { type Deed, type Outcome, useResults } from '../store/results.ts'
import classes from './BulkResults.module.css'

const WORDS: Record<Outcome, string> = {
  'under way': t`under way`,
  done: t`done`,
  refused: t`left out`,
  failed: t`failed`,
}

const COUNTED: Record<Outcome, (n: number) => string> = {
  'under way': (n) => t`${n} under way`,
  done: (n) => t`${n} done`,
  refused: (n) => t`${n} left out`,
  failed: (n) => t`${n} failed`,
}

const MARKS: Record<Outcome, ReactElement> = {
  'under way': <Loader size={12} aria-hidden="true" />,
  done: <IconCheck size={14} aria-hidden="true" />,
  refused: <IconBan size={14} aria-hidden="true" />,
  failed: <IconX size={14} aria-hidden="true" />,
}

const ORDER: readonly Outcome[] = ['failed', 'under way', 'refused', 'done']

/** What was done to several, with how it went for each; it stays until it is dismissed. */
export function BulkResults() {
  const deed = useResults((state) => state.deed)
  const dismiss = useResults((state) => state.dismiss)
  if (!deed) return null
  const failed = deed.results.filter(({ outcome }) => outcome === 'failed')
  const busy = deed.results.some(({ outcome }) => outcome === 'under way')
  const sorted = [...deed.results].sort(
    (a, b) => ORDER.indexOf(a.outcome) - ORDER.indexOf(b.outcome),
  )
  return (
    <section className={classes.results} aria-label={t`Results`}>
      <div className={classes.head}>
        <h3 className={classes.title} role="status">
          {inWords(deed)}
        </h3>
        <CloseButton size="xs" aria-label={t`Dismiss the results`} onClick={dismiss} />
      </div>
      {/* A scroller that the keyboard must reach. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls */}
      <ul className={classes.list} tabIndex={0} aria-label={t`Result of each`}>
        {sorted.map(({ container, outcome, why }) => (
          <li key={keyOf(container)} className={classes.row} data-outcome={outcome}>
            <span className={classes.mark}>{MARKS[outcome]}</span>
            <span>
              <strong>{nameWithHost(container)}</strong> {WORDS[outcome]}
              {why && <span className={classes.why}>: {why}</span>}
            </span>
          </li>
        ))}
      </ul>
      {failed.length > 0 && !busy && (
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => deed.again(failed.map(({ container }) => container))}
        >
          {t`Try the ${{ n: failed.length }} again`}
        </Button>
      )}
    </section>
  )
}

/** “Pause: 3 done, 1 failed, 2 left out” */
function inWords({ what, results }: Deed): string {
  const parts = (['under way', 'done', 'failed', 'refused'] as const).flatMap((outcome) => {
    const count = results.filter((one) => one.outcome === outcome).length
    return count > 0 ? COUNTED[outcome](count) : []
  })
  return `${what}: ${parts.join(', ')}`
}
