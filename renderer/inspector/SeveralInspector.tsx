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
import { count } from '../words/sizes.ts'
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
      <h2 className={classes.title}>{count(containers.length, 'container')} chosen</h2>
      <div className={classes.actions} role="toolbar" aria-label="Actions on the chosen containers">
        {BULK_ACTIONS.map((action) => (
          <BulkButton key={action} action={action} containers={containers} />
        ))}
      </div>
      <div
        className={classes.actions}
        role="toolbar"
        aria-label="Consoles of the chosen containers"
      >
        <ActionButton
          looks
          why={null}
          tip="their consoles next to each other, as many as there is room for"
          onPress={() => showSideBySide(containers)}
        >
          Side by side
        </ActionButton>
        <ActionButton
          why={containers.length < 2 ? 'only one container is chosen' : null}
          tip="the same, and what is typed into one of them reaches all"
          onPress={() => typeIntoContainers(containers)}
        >
          Type into all
        </ActionButton>
      </div>
      <Fold title="Limits of all">
        <LimitsForAll containers={containers} />
      </Fold>
      <ul className={classes.names}>
        {containers.map((one) => (
          <li key={keyOf(one)}>
            {nameWithHost(one)}
            <FailuresOn container={one} />
          </li>
        ))}
      </ul>
      <Button variant="default" onClick={clear}>
        Choose none
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
  const why = able.length === 0 ? 'none of the chosen containers is in a state for it' : null
  const label =
    able.length > 0 && able.length < containers.length
      ? `${BULK_LABELS[action]} ${able.length} of ${containers.length}`
      : BULK_LABELS[action]
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
      label="Delete the chosen containers?"
      lost="Their files, console texts and exit codes are gone for good. Checkpoints stay."
      action={`Delete ${count(able.length, 'container')}`}
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
