import { t } from '@lingui/core/macro'
import { useState } from 'react'
import { commandOf } from '../../shared/lifecycle.ts'
import { whyNot } from '../actions/availability.ts'
import { updateLimits } from '../actions/containers.ts'
import { useCircumstances } from '../actions/use-circumstances.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { type Container, keyOf } from '../model.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { LimitsInputs } from '../parts/LimitsInputs.tsx'
import { fromFields, toFields } from '../parts/limits-fields.ts'
import { Runs } from '../parts/Runs.tsx'
import { useFieldErrors } from '../parts/use-field-errors.ts'
import { useRunningAt } from '../store/running.ts'
import { limitCommands } from '../words/commands.ts'
import classes from './LimitsForm.module.css'

/** The limits as they are, changed while it runs. */
export function LimitsForm({ container }: { container: Container }) {
  const place = `limits ${keyOf(container)}`
  const [fields, setFields] = useState(() => toFields(container.limits))
  const around = useCircumstances(container.host)
  const { errorOf, atField } = useFieldErrors(place, ['limits'])
  const updating = useRunningAt(place) !== undefined
  const why = whyNot('update', container, around)
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (why === null) void updateLimits(container, fromFields(fields), place)
      }}
    >
      <LimitsInputs
        value={fields}
        onChange={setFields}
        errorOf={(field) => errorOf(`limits.${field}`)}
        disabled={why !== null}
      />
      {why === null && <Runs commands={limitCommands(container.id, fromFields(fields))} />}
      <div>
        <ActionButton
          why={why}
          tip={<code>{commandOf('update', container.state, container.id)}</code>}
          loading={updating}
        >
          {t`Update limits`}
        </ActionButton>
      </div>
      {!atField && <FailureAt place={place} />}
    </form>
  )
}
