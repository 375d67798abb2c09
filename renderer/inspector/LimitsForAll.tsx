import { plural, t } from '@lingui/core/macro'
import { useState } from 'react'
import { limitAll, willing } from '../actions/bulk.ts'
import { useCircumstancesOf } from '../actions/use-circumstances.ts'
import type { Container } from '../model.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { LimitsInputs } from '../parts/LimitsInputs.tsx'
import { fromFields, toFields } from '../parts/limits-fields.ts'
import { Runs } from '../parts/Runs.tsx'
import { limitCommands } from '../words/commands.ts'
import classes from './LimitsForm.module.css'

/** The same limits for each of several; what is left empty stays as each has it. */
export function LimitsForAll({ containers }: { containers: readonly Container[] }) {
  const [fields, setFields] = useState(() => toFields({}))
  const able = willing('update', containers, useCircumstancesOf())
  const commands = limitCommands('ID', fromFields(fields))
  const none = able.length === 0 ? t`none of the chosen containers is in a state for it` : null
  const why = none ?? (commands.length === 0 ? t`no limit is given` : null)
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (why === null) void limitAll(fromFields(fields), containers)
      }}
    >
      <LimitsInputs
        value={fields}
        onChange={setFields}
        errorOf={() => undefined}
        disabled={none !== null}
        placeholder={t`as it is`}
      />
      {why === null && <Runs commands={commands} />}
      <div>
        <ActionButton why={why}>
          {plural(
            { n: able.length },
            {
              one: 'Update limits of # container',
              other: 'Update limits of # containers',
            },
          )}
        </ActionButton>
      </div>
    </form>
  )
}
