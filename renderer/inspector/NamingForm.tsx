import { t } from '@lingui/core/macro'
import { useState } from 'react'
import { DISCONNECTED } from '../actions/availability.ts'
import { label } from '../actions/containers.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { type Container, keyOf } from '../model.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { NamingInputs } from '../parts/NamingInputs.tsx'
import { namingFieldsOf, toNaming } from '../parts/naming-fields.ts'
import { useFieldErrors } from '../parts/use-field-errors.ts'
import { useIsReady } from '../store/connection.ts'
import { useRunningAt } from '../store/running.ts'
import classes from './LimitsForm.module.css'

/** Name, group, labels and policy as they are; all of it can be changed at any time. */
export function NamingForm({ container }: { container: Container }) {
  const place = `naming ${keyOf(container)}`
  const [fields, setFields] = useState(() => namingFieldsOf(container.naming))
  const ready = useIsReady(container.host)
  const { errorOf, atField } = useFieldErrors(place, ['naming'])
  const saving = useRunningAt(place) !== undefined
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (ready) void label(container, toNaming(fields), place)
      }}
    >
      <NamingInputs
        host={container.host}
        id={container.id}
        value={fields}
        onChange={setFields}
        errorOf={(field) => errorOf(`naming.${field}`)}
      />
      <div>
        <ActionButton why={ready ? null : DISCONNECTED} loading={saving}>
          {t`Save names`}
        </ActionButton>
      </div>
      {!atField && <FailureAt place={place} />}
    </form>
  )
}
