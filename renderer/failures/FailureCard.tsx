import { t } from '@lingui/core/macro'
import { Button, CloseButton, UnstyledButton } from '@mantine/core'
import { IconAlertTriangle, IconChevronRight } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import type { WireError } from '../../shared/errors.ts'
import type { HostId } from '../../shared/hosts.ts'
import { engineWords } from '../language/engine-words.ts'
import { OBSERVING } from '../observer/role.ts'
import { CopyIcon } from '../parts/CopyIcon.tsx'
import { useDialogs } from '../store/dialogs.ts'
import { type Failure, useFailure, useFailures } from '../store/failures.ts'
import { formatArgs } from '../words/command-line.ts'
import classes from './FailureCard.module.css'

interface Props {
  failure: Failure
  onDismiss?(): void
}

/** What failed, why, what to do, and the details: stands where it happened until it is dismissed. */
export function FailureCard({ failure: { what, error, host, retry }, onDismiss }: Props) {
  const { remedy } = error
  const card = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // In newer browsers it gives a promise, which must not pass for the effect's clean-up.
    void card.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  return (
    <div ref={card} role="alert" className={classes.card}>
      <div className={classes.head}>
        <IconAlertTriangle size={16} className={classes.icon} aria-hidden="true" />
        <strong className={classes.what}>{what}</strong>
        {onDismiss && <CloseButton size="xs" aria-label={t`Dismiss`} onClick={onDismiss} />}
      </div>
      <p className={classes.why}>{engineWords(error.message)}</p>
      <Said error={error} />
      {error.hint && <p className={classes.hint}>{engineWords(error.hint)}</p>}
      {remedy && retry && (
        <Button className={classes.remedy} onClick={() => retry(remedy.option)}>
          {engineWords(remedy.label)}
        </Button>
      )}
      <Details error={error} host={host} />
    </div>
  )
}

/** The failure that stands at `place`, if one does. */
export function FailureAt({ place }: { place: string }) {
  const failure = useFailure(place)
  const dismiss = useFailures((state) => state.dismiss)
  return failure ? <FailureCard failure={failure} onDismiss={() => dismiss(place)} /> : null
}

/** The program's own words: the line that matters, within its surroundings where the log was read. */
function Said({ error: { said, excerpt, message } }: { error: WireError }) {
  if (excerpt && excerpt.lines.length > 0) {
    const { lines, mark } = excerpt
    return (
      <pre className={classes.said}>
        {lines.slice(0, mark).join('\n')}
        <mark className={classes.mark}>{lines[mark]}</mark>
        {lines.slice(mark + 1).join('\n')}
      </pre>
    )
  }
  if (!said || message.includes(said)) return null
  return <pre className={classes.said}>{said}</pre>
}

function Details({ error, host }: { error: WireError; host: HostId }) {
  const { command, exitCode, excerpt, code } = error
  const [open, setOpen] = useState(false)
  const show = useDialogs((state) => state.show)
  return (
    <div className={classes.details}>
      <div className={classes.bar}>
        <UnstyledButton
          className={classes.toggle}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <IconChevronRight size={14} data-open={open || undefined} />
          {t`Details`}
        </UnstyledButton>
        {excerpt && !OBSERVING && (
          <UnstyledButton
            className={classes.toggle}
            onClick={() => show({ kind: 'log', host, path: excerpt.path })}
          >
            {t`Show log`}
          </UnstyledButton>
        )}
      </div>
      {open && (
        <div className={classes.facts}>
          {command && (
            <div className={classes.command}>
              <code>{formatArgs(command)}</code>
              <CopyIcon value={formatArgs(command)} label={t`Copy command`} />
            </div>
          )}
          <span>
            {exitCode !== undefined && `${t`exit code ${exitCode}`} · `}
            {code}
            {excerpt && ` · ${excerpt.path}`}
          </span>
        </div>
      )}
    </div>
  )
}
