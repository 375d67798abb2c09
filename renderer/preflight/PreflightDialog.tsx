import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconRefresh } from '@tabler/icons-react'
import { type HostId, OWN_HOST, ROOT_HOST } from '../../shared/hosts.ts'
import { type Check, FEATURES } from '../../shared/model.ts'
import { goToHost } from '../actions/hosts.ts'
import { lookAgain, PREFLIGHT_PLACE } from '../actions/preflight.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { engineWords } from '../language/engine-words.ts'
import { CopyIcon } from '../parts/CopyIcon.tsx'
import { DialogFoot } from '../parts/DialogFoot.tsx'
import { DialogFrame } from '../parts/DialogFrame.tsx'
import { useHosts, useOnHost } from '../store/hosts.ts'
import { useMachine } from '../store/machines.ts'
import { useRunningAt } from '../store/running.ts'
import { ago } from '../words/time.ts'
import { FEATURE_WORDS, installAll } from './features.ts'
import classes from './Preflight.module.css'

interface Props {
  host: HostId
  onClose(): void
}

/** What a machine has, what it lacks, what for, and what brings it; what is missing stands first. */
export default function PreflightDialog({ host, onClose }: Props) {
  const { preflight } = useMachine(host)
  const title = useOnHost(t`What this machine has and lacks`, host)
  const checking = useRunningAt(PREFLIGHT_PLACE) !== undefined
  const checks = preflight?.checks ?? []
  const missing = checks.filter(({ ok }) => !ok)
  const all = installAll(missing.map(({ mend }) => mend))
  return (
    <DialogFrame onClose={onClose} size={720} title={title}>
      {!preflight && <p className={classes.what}>{t`Nobody has looked yet.`}</p>}
      {preflight && (
        <p className={classes.what} role="status">
          {missing.length === 0
            ? t`Nothing is missing.`
            : t`${{ missing: missing.length }} of ${{ all: checks.length }} are missing.`}{' '}
          {t`Looked at ${{ time: ago(preflight.checkedAt, Date.now()) }} ago.`}
        </p>
      )}
      {all && <p className={classes.what}>{t`All that comes in packages, at once:`}</p>}
      {all && <Command label={t`Copy the command for all of them`} command={all} />}
      <FailureAt place={PREFLIGHT_PLACE} />
      <Checks title={t`Missing`} checks={missing} host={host} onClose={onClose} />
      <Checks
        title={t`There`}
        checks={checks.filter(({ ok }) => ok)}
        host={host}
        onClose={onClose}
      />
      {preflight && (
        <section aria-label={t`What can be done here`}>
          <h3 className={classes.heading}>{t`What can be done here`}</h3>
          <ul className={classes.list}>
            {FEATURES.map((name) => {
              const { ok, reason } = preflight.features[name]
              return (
                <li key={name} className={classes.row}>
                  <Mark ok={ok} />
                  <span>{FEATURE_WORDS[name]}</span>
                  <span className={classes.said}>
                    {ok ? t`yes` : t`no: ${{ reason: engineWords(reason) }}`}
                  </span>
                </li>
              )
            })}
          </ul>
        </section>
      )}
      <DialogFoot>
        <Button
          data-autofocus
          loading={checking}
          leftSection={<IconRefresh size={14} />}
          onClick={() => void lookAgain(host)}
        >
          <Trans>Check again</Trans>
        </Button>
        <Button variant="default" onClick={onClose}>
          <Trans>Done</Trans>
        </Button>
      </DialogFoot>
    </DialogFrame>
  )
}

interface ChecksProps extends Props {
  title: string
  checks: readonly Check[]
}

function Checks({ title, checks, host, onClose }: ChecksProps) {
  if (checks.length === 0) return null
  return (
    <section aria-label={title}>
      <h3 className={classes.heading}>{title}</h3>
      <ul className={classes.list}>
        {checks.map(({ name, ok, found, needed, why, mend }) => (
          <li key={name} className={classes.row}>
            <Mark ok={ok} />
            <span>
              <strong>{engineWords(name)}</strong>{' '}
              <span className={classes.said}>{engineWords(needed)}</span>
            </span>
            <span className={classes.said}>{engineWords(found ?? why ?? '')}</span>
            {mend && (
              <Command
                label={t`Copy the command for ${{ name: engineWords(name) }}`}
                command={mend}
              />
            )}
            {name === 'root' && !ok && <AsRoot host={host} onClose={onClose} />}
          </li>
        ))}
      </ul>
    </section>
  )
}

const Mark = ({ ok }: { ok: boolean }) =>
  ok ? (
    <IconCheck size={14} className={classes.ok} aria-label={t`there`} />
  ) : (
    <IconAlertTriangle size={14} className={classes.missing} aria-label={t`missing`} />
  )

function Command({ label, command }: { label: string; command: string }) {
  return (
    <div className={classes.command}>
      <code>{command}</code>
      <CopyIcon value={command} label={label} />
    </div>
  )
}

/** The same machine, worked on as root, where there is that way. */
function AsRoot({ host, onClose }: Props) {
  const there = useHosts((state) => state.byId.has(ROOT_HOST))
  if (host !== OWN_HOST || !there) return null
  return (
    <Button
      className={classes.wide}
      size="compact-xs"
      variant="default"
      onClick={() => {
        onClose()
        void goToHost(ROOT_HOST)
      }}
    >
      <Trans>Work on this machine as root</Trans>
    </Button>
  )
}
