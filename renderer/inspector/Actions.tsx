import { commandOf, type InitAction } from '../../shared/lifecycle.ts'
import {
  allowedFirst,
  type Circumstances,
  type Why,
  whyNoHostShell,
  whyNoInspection,
  whyNot,
} from '../actions/availability.ts'
import { cloneLive } from '../actions/checkpoints.ts'
import { act } from '../actions/containers.ts'
import { openHostShell } from '../actions/shells.ts'
import { useCircumstances } from '../actions/use-circumstances.ts'
import { RewindMenu } from '../checkpoints/RewindMenu.tsx'
import { type Checkpoint, type Container, keyOf } from '../model.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { useCheckpointsOf } from '../store/checkpoints.ts'
import { useDialogs } from '../store/dialogs.ts'
import { ACTION_LABELS, CLONE_HELP, INSPECT_HELP } from '../words/actions.ts'
import classes from './Actions.module.css'
import { DeleteButton } from './DeleteButton.tsx'
import { KillMenu } from './KillMenu.tsx'

const SHOWN = [
  'start',
  'pause',
  'resume',
  'rerun',
  'kill',
  'checkpoint',
  'clone',
  'rewind',
  'exec',
  'hostShell',
  'inspect',
  'delete',
] as const
type Shown = (typeof SHOWN)[number]

/** What most want next, where the state allows it. */
const PRIMARY: ReadonlySet<string> = new Set(['start', 'rerun'])

/** What can be done, what the state allows first; the others say why not. */
export function Actions({ container }: { container: Container }) {
  const around = useCircumstances(container.host)
  const checkpoints = useCheckpointsOf(keyOf(container)).filter(({ restorable }) => restorable)
  const buttons = allowedFirst(
    SHOWN.map((action) => ({ action, why: whyNotShown(action, container, around, checkpoints) })),
  )
  return (
    <div className={classes.actions} role="toolbar" aria-label={`Actions on ${container.id}`}>
      {buttons.map(({ action, why }) => (
        <OneAction key={action} {...{ action, container, checkpoints, why }} />
      ))}
    </div>
  )
}

function whyNotShown(
  action: Shown,
  container: Container,
  around: Circumstances,
  checkpoints: readonly Checkpoint[],
): Why {
  if (action === 'rewind') {
    const none = checkpoints.length === 0 ? `there is no checkpoint of ${container.id}` : null
    return whyNot('rewind', container, around) ?? none
  }
  if (action === 'clone') return whyNot('checkpoint', container, around)
  if (action === 'hostShell') return whyNoHostShell(container, around)
  if (action === 'inspect') return whyNoInspection(container, around)
  // The table lets a kill of what has ended through to runc, which refuses it.
  if (action === 'kill' && container.state === 'stopped') {
    return 'process already finished: not found'
  }
  return whyNot(action, container, around)
}

interface ActionProps {
  action: Shown
  container: Container
  checkpoints: readonly Checkpoint[]
  why: Why
}

function OneAction({ action, container, checkpoints, why }: ActionProps) {
  const show = useDialogs((state) => state.show)
  switch (action) {
    case 'kill':
      return <KillMenu container={container} why={why} />
    case 'delete':
      return <DeleteButton container={container} why={why} />
    case 'rewind':
      return <RewindMenu container={container} checkpoints={checkpoints} why={why} />
    case 'clone':
      return (
        <ActionButton why={why} tip={CLONE_HELP} onPress={() => void cloneLive(container)}>
          Clone
        </ActionButton>
      )
    case 'hostShell':
      return (
        <ActionButton
          why={why}
          tip={`nsenter -t ${container.pid} … sh`}
          onPress={() => void openHostShell(container)}
        >
          Host shell
        </ActionButton>
      )
    case 'inspect':
      return (
        <ActionButton
          why={why}
          tip={INSPECT_HELP}
          aria-haspopup="dialog"
          onPress={() => show({ kind: 'kernelView', container })}
        >
          Inspect…
        </ActionButton>
      )
    case 'checkpoint':
    case 'exec':
      return (
        <Plain
          action={action}
          container={container}
          why={why}
          onPress={() => show({ kind: action, container })}
        />
      )
    default:
      return (
        <Plain
          action={action}
          container={container}
          why={why}
          onPress={() => void act(action, container)}
        />
      )
  }
}

interface PlainProps {
  action: InitAction
  container: Container
  why: Why
  onPress(): void
}

/** An action that needs no more than a press; its tooltip is the command under it. */
function Plain({ action, container, why, onPress }: PlainProps) {
  const tip = <code>{commandOf(action, container.state, container.id)}</code>
  return (
    <ActionButton
      why={why}
      tip={tip}
      variant={PRIMARY.has(action) && why === null ? 'filled' : 'default'}
      onPress={onPress}
    >
      {ACTION_LABELS[action]}
    </ActionButton>
  )
}
