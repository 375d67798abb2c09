import { plural, t } from '@lingui/core/macro'
import { Button } from '@mantine/core'
import { COMMANDS as LIFE_COMMANDS } from '../../shared/lifecycle.ts'
import { keyOf } from '../../shared/model.ts'
import { actOnAll, BULK_ACTIONS, BULK_LABELS, type BulkAction, willing } from '../actions/bulk.ts'
import { showSideBySide } from '../actions/splits.ts'
import { typeIntoContainers } from '../actions/synchronise.ts'
import { useCircumstancesOf } from '../actions/use-circumstances.ts'
import { FailuresOn } from '../failures/FailuresOn.tsx'
import type { Container } from '../model.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { Confirm } from '../parts/Confirm.tsx'
import { Fold } from '../parts/Fold.tsx'
import { nameWithHost } from '../store/hosts.ts'
import { useSelection } from '../store/selection.ts'
import { LimitsForAll } from './LimitsForAll.tsx'
import classes from './SeveralInspector.module.css'

/** ID: each of those that it is done to. */
const COMMANDS: Record<BulkAction, string> = {
  ...LIFE_COMMANDS,
  kill: 'kill -9 PID…  # each process of their cgroups',
}

/** One thing done to several containers: to those of them whose state allows it. */
export function SeveralInspector({ containers }: { containers: readonly Container[] }) {
  const clear = useSelection((state) => state.clearMarks)
  return (
    <div className={classes.several}>
      <h2 className={classes.title}>
        {plural(
          { n: containers.length },
          { one: '# container chosen', other: '# containers chosen' },
        )}
      </h2>
      <div
        className={classes.actions}
        role="toolbar"
        aria-label={t`Actions on the chosen containers`}
      >
        {BULK_ACTIONS.map((action) => (
          <BulkButton key={action} action={action} containers={containers} />
        ))}
      </div>
      <div
        className={classes.actions}
        role="toolbar"
        aria-label={t`Consoles of the chosen containers`}
      >
        <ActionButton
          looks
          why={null}
          tip={t`their consoles next to each other, as many as there is room for`}
          onPress={() => showSideBySide(containers)}
        >
          {t`Side by side`}
        </ActionButton>
        <ActionButton
          why={containers.length < 2 ? t`only one container is chosen` : null}
          tip={t`the same, and what is typed into one of them reaches all`}
          onPress={() => typeIntoContainers(containers)}
        >
          {t`Type into all`}
        </ActionButton>
      </div>
      <div className={classes.limits}>
        <Fold name="Limits of all" title={t`Limits of all`}>
          <LimitsForAll containers={containers} />
        </Fold>
      </div>
      <ul className={classes.names}>
        {containers.map((one) => (
          <li key={keyOf(one)}>
            {nameWithHost(one)}
            <FailuresOn container={one} />
          </li>
        ))}
      </ul>
      <Button variant="default" onClick={clear}>
        {t`Choose none`}
      </Button>
    </div>
  )
}

function BulkButton({
  action,
  containers,
}: {
  action: BulkAction
  containers: readonly Container[]
}) {
  const able = willing(action, containers, useCircumstancesOf())
  const why = able.length === 0 ? t`none of the chosen containers is in a state for it` : null
  const does = BULK_LABELS[action]
  const label =
    able.length > 0 && able.length < containers.length
      ? t`${{ action: does }} ${{ n: able.length }} of ${{ all: containers.length }}`
      : does
  const tip = <code>{COMMANDS[action]}</code>
  if (action !== 'delete') {
    return (
      <ActionButton
        why={why}
        command={`container.${action}`}
        tip={tip}
        onPress={() => void actOnAll(action, containers)}
      >
        {label}
      </ActionButton>
    )
  }
  return (
    <Confirm
      label={t`Delete the chosen containers?`}
      lost={t`Their files, console texts and exit codes are gone for good. Checkpoints stay.`}
      action={plural(
        { n: able.length },
        { one: 'Delete # container', other: 'Delete # containers' },
      )}
      onConfirm={() => void actOnAll(action, containers)}
    >
      {(ask) => (
        <ActionButton why={why} command="container.delete" tip={tip} onPress={ask}>
          {label}
        </ActionButton>
      )}
    </Confirm>
  )
}
