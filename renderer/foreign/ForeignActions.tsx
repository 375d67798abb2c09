import { t } from '@lingui/core/macro'
import { foreignName } from '../../shared/model.ts'
import { whyNoDebug, whyNoInspection } from '../actions/availability.ts'
import { pauseForeign, resumeForeign, whyNotForeign } from '../actions/foreign.ts'
import { openDebugShell } from '../actions/shells.ts'
import { useCircumstances } from '../actions/use-circumstances.ts'
import toolbar from '../inspector/Actions.module.css'
import { DebugTip } from '../inspector/DebugTip.tsx'
import type { ForeignContainer } from '../model.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { Confirm } from '../parts/Confirm.tsx'
import { useDialogs } from '../store/dialogs.ts'
import { ACTION_LABELS, INSPECT_HELP } from '../words/actions.ts'
import { askInWords, foreignCommands, forItsOwner, NOT_OFFERED } from '../words/foreign.ts'
import { ForeignKillMenu } from './ForeignKillMenu.tsx'

/** What can be done to it; the rest stands there with the reason why not. */
export function ForeignActions({ container }: { container: ForeignContainer }) {
  const around = useCircumstances(container.host)
  const show = useDialogs((state) => state.show)
  const nothing = container.pid === null ? t`nothing runs in it` : null
  return (
    <div
      className={toolbar.actions}
      role="toolbar"
      aria-label={t`Actions on ${{ name: foreignName(container) }}`}
    >
      <ActionButton
        why={whyNoInspection(container, around)}
        tip={INSPECT_HELP}
        aria-haspopup="dialog"
        onPress={() => show({ kind: 'kernelView', container })}
      >
        {t`Inspect…`}
      </ActionButton>
      <ActionButton
        why={nothing}
        aria-haspopup="dialog"
        onPress={() => show({ kind: 'processes', container })}
      >
        {t`Processes…`}
      </ActionButton>
      <ActionButton
        why={whyNotForeign('exec', container, around)}
        tip={<code>{foreignCommands(container, 'exec', '…')}</code>}
        aria-haspopup="dialog"
        onPress={() => show({ kind: 'exec', container })}
      >
        {t`Exec…`}
      </ActionButton>
      <ActionButton
        why={whyNoDebug(container, around)}
        command="container.debug"
        tip={<DebugTip {...container} />}
        onPress={() => void openDebugShell(container)}
      >
        {ACTION_LABELS.debug}
      </ActionButton>
      <Asked action={container.state === 'paused' ? 'resume' : 'pause'} container={container} />
      <ForeignKillMenu container={container} why={whyNotForeign('kill', container, around)} />
      {NOT_OFFERED.map((label) => (
        <ActionButton key={label} why={forItsOwner(container.owner)}>
          {label}
        </ActionButton>
      ))}
    </div>
  )
}

const LABELS = { pause: t`Pause…`, resume: t`Resume…` } as const
const QUESTIONS = {
  pause: (name: string) => t`Pause… ${name}`,
  resume: (name: string) => t`Resume… ${name}`,
} as const
const ANSWERS = { pause: t`Pause it`, resume: t`Resume it` } as const

/** Its owner would notice: that is said first. */
function Asked({ action, container }: { action: 'pause' | 'resume'; container: ForeignContainer }) {
  const around = useCircumstances(container.host)
  const commands = foreignCommands(container, action)
  const act = { pause: pauseForeign, resume: resumeForeign }[action]
  return (
    <Confirm
      label={QUESTIONS[action](foreignName(container))}
      lost={askInWords(action, container.owner)}
      commands={commands}
      action={ANSWERS[action]}
      keep={t`Leave it`}
      onConfirm={() => void act(container)}
    >
      {(ask) => (
        <ActionButton
          why={whyNotForeign(action, container, around)}
          tip={<code>{commands}</code>}
          aria-haspopup="dialog"
          onPress={ask}
        >
          {LABELS[action]}
        </ActionButton>
      )}
    </Confirm>
  )
}
