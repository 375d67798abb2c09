import { t } from '@lingui/core/macro'
import { commandOf, type InitAction } from '../../shared/lifecycle.ts'
import type { Why } from '../actions/availability.ts'
import { cloneLive } from '../actions/checkpoints.ts'
import { act } from '../actions/containers.ts'
import { openDebugShell } from '../actions/shells.ts'
import { RewindMenu } from '../checkpoints/RewindMenu.tsx'
import type { Checkpoint, Container } from '../model.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { useDialogs } from '../store/dialogs.ts'
import { ACTION_LABELS, CLONE_HELP, INSPECT_HELP } from '../words/actions.ts'
import { checkpointCommands } from '../words/commands.ts'
import { FILES, FILES_HELP } from '../words/files.ts'
import { DebugTip } from './DebugTip.tsx'
import { DeleteButton } from './DeleteButton.tsx'
import { KillMenu } from './KillMenu.tsx'
import type { Shown } from './why-not-shown.ts'

/** What most want next, where the state allows it. */
const PRIMARY: ReadonlySet<string> = new Set(['start', 'rerun'])

/** How its button looks where it is not one of the row. */
export interface Face {
  children: string
  className: string
  size: 'compact-xs'
  'aria-label': string
  /** room beside its word */
  px?: string
}

interface ActionProps {
  action: Shown
  container: Container
  /** what it can be rewound to */
  checkpoints: readonly Checkpoint[]
  why: Why
  face?: Face
}

/** The button of an action, with all that it asks first. */
export function OneAction({ action, container, checkpoints, why, face }: ActionProps) {
  const show = useDialogs((state) => state.show)
  switch (action) {
    case 'kill':
      return <KillMenu container={container} why={why} face={face} />
    case 'delete':
      return <DeleteButton container={container} why={why} face={face} />
    case 'rewind':
      return <RewindMenu container={container} checkpoints={checkpoints} why={why} face={face} />
    case 'clone':
      return (
        <ActionButton
          why={why}
          command="container.clone"
          tip={
            <>
              {CLONE_HELP}
              <br />
              <code>{checkpointCommands(container.id, {}).join('; ')}; conmon --restore …</code>
            </>
          }
          onPress={() => void cloneLive(container)}
        >
          {t`Clone`}
        </ActionButton>
      )
    case 'debug':
      return (
        <ActionButton
          why={why}
          tip={<DebugTip {...container} />}
          command="container.debug"
          onPress={() => void openDebugShell(container)}
        >
          {ACTION_LABELS.debug}
        </ActionButton>
      )
    case 'inspect':
      return (
        <ActionButton
          why={why}
          looks
          command="container.inspect"
          tip={INSPECT_HELP}
          aria-haspopup="dialog"
          onPress={() => show({ kind: 'kernelView', container })}
        >
          {t`Inspect…`}
        </ActionButton>
      )
    case 'files':
      return (
        <ActionButton
          why={why}
          command="container.files"
          tip={FILES_HELP}
          aria-haspopup="dialog"
          onPress={() => show({ kind: 'files', container })}
        >
          {FILES.browse}
        </ActionButton>
      )
    default: {
      const press = () =>
        action === 'checkpoint' || action === 'exec'
          ? show({ kind: action, container })
          : void act(action, container)
      return <Plain {...{ action, container, why, face }} onPress={press} />
    }
  }
}

interface PlainProps {
  action: InitAction
  container: Container
  why: Why
  face: Face | undefined
  onPress(): void
}

/** An action that needs no more than a press; its tooltip is the command under it. */
function Plain({ action, container, why, face, onPress }: PlainProps) {
  const tip = <code>{commandOf(action, container.state, container.id)}</code>
  return (
    <ActionButton
      why={why}
      command={`container.${action}`}
      tip={tip}
      variant={PRIMARY.has(action) && why === null && !face ? 'filled' : 'default'}
      onPress={onPress}
      {...face}
    >
      {face?.children ?? ACTION_LABELS[action]}
    </ActionButton>
  )
}
