import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { type HostEntry, OWN_HOST } from '../../shared/hosts.ts'
import { connectHost, disconnectHost, removeHost } from '../actions/hosts.ts'
import { engineWords } from '../language/engine-words.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { CancelButton } from '../parts/CancelButton.tsx'
import { Confirm } from '../parts/Confirm.tsx'
import { DialogFoot } from '../parts/DialogFoot.tsx'
import { DialogFrame } from '../parts/DialogFrame.tsx'
import list from '../parts/DialogList.module.css'
import { StateGlyph } from '../parts/StateGlyph.tsx'
import { useDialogs } from '../store/dialogs.ts'
import { useHosts } from '../store/hosts.ts'
import { useMachine } from '../store/machines.ts'
import { hostPlace } from '../store/places.ts'
import { useRunningAt } from '../store/running.ts'
import { STATUS_LOOKS, statusInWords } from '../words/hosts.ts'
import classes from './HostsDialog.module.css'

/** Every host, how it stands with it, and what can be done about that. */
export function HostsDialog({ onClose }: { onClose(): void }) {
  const hosts = useHosts((state) => state.byId)
  const problem = useHosts((state) => state.problem)
  const show = useDialogs((state) => state.show)
  return (
    <DialogFrame onClose={onClose} size={640} title={t`Hosts`}>
      <p className={list.what}>
        <Trans>
          Each is an engine of its own. Containers of connected hosts stand side by side in the
          list; disconnecting leaves them as they are.
        </Trans>
      </p>
      {problem && (
        <p role="note" className={classes.problem}>
          {engineWords(problem)}
        </p>
      )}
      <ul className={list.list} aria-label={t`Hosts`}>
        {[...hosts.values()].map((entry) => (
          <Row key={entry.id} entry={entry} />
        ))}
      </ul>
      <DialogFoot>
        <Button variant="default" onClick={() => show({ kind: 'ssh', change: null })}>
          <Trans>Add a machine over ssh…</Trans>
        </Button>
      </DialogFoot>
    </DialogFrame>
  )
}

function Row({ entry }: { entry: HostEntry }) {
  const { host: machine } = useMachine(entry.id)
  return (
    <li className={classes.row} aria-label={entry.label}>
      <StateGlyph look={STATUS_LOOKS[entry.status]} />
      <div className={list.words}>
        <strong>{entry.label}</strong>
        <p className={list.facts}>{statusInWords(entry, machine)}</p>
        {entry.error?.hint && <p className={list.facts}>{engineWords(entry.error.hint)}</p>}
      </div>
      <div className={list.buttons}>
        <Buttons entry={entry} />
      </div>
    </li>
  )
}

function Buttons({ entry }: { entry: HostEntry }) {
  const running = useRunningAt(hostPlace(entry.id))
  const show = useDialogs((state) => state.show)
  if (entry.id === OWN_HOST) return null
  if (entry.status === 'connecting') {
    return running ? <CancelButton running={running} size="compact-xs" /> : null
  }
  const { label } = entry
  const inUse = entry.status === 'connected' || entry.status === 'lost'
  return (
    <>
      <ActionButton
        size="compact-xs"
        why={null}
        aria-label={inUse ? t`Disconnect ${label}` : t`Connect ${label}`}
        onPress={() => void (inUse ? disconnectHost(entry.id) : connectHost(entry.id))}
      >
        {inUse ? t`Disconnect` : t`Connect`}
      </ActionButton>
      {entry.kind === 'ssh' && (
        <>
          <ActionButton
            size="compact-xs"
            why={null}
            aria-label={t`Change ${label}`}
            aria-haspopup="dialog"
            onPress={() => show({ kind: 'ssh', change: entry })}
          >
            <Trans>Change…</Trans>
          </ActionButton>
          <Remove entry={entry} />
        </>
      )}
    </>
  )
}

function Remove({ entry: { id, label } }: { entry: HostEntry }) {
  return (
    <Confirm
      label={t`Remove ${label}?`}
      lost={t`It goes out of this list, and no more: its containers run on, and it can be added again.`}
      action={t`Remove ${label}`}
      onConfirm={() => void removeHost(id)}
    >
      {(ask) => (
        <ActionButton
          size="compact-xs"
          why={null}
          aria-label={t`Remove ${label}`}
          aria-haspopup="dialog"
          onPress={ask}
        >
          <Trans>Remove</Trans>
        </ActionButton>
      )}
    </Confirm>
  )
}
