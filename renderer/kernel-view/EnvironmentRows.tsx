import { t } from '@lingui/core/macro'
import { Switch } from '@mantine/core'
import type { Inspection } from '../../shared/model.ts'
import { OBSERVING } from '../observer/role.ts'
import { VirtualRows } from '../parts/VirtualRows.tsx'
import { visible } from '../words/visible.ts'
import classes from './KernelView.module.css'

interface Props {
  variables: Inspection['environment']
  none: string
  values: boolean
  onValues(values: boolean): void
}

/** Variables as they were when its program began; their values only when asked for. */
export function EnvironmentRows({ variables, none, values, onValues }: Props) {
  return (
    <div className={classes.environment}>
      <div className={classes.ask}>
        <Switch
          label={t`Show values`}
          disabled={OBSERVING}
          description={t`They may hold secrets, and others may see this screen.`}
          checked={values}
          onChange={(event) => onValues(event.currentTarget.checked)}
        />
      </div>
      <VirtualRows
        label={t`Environment`}
        rows={variables ?? []}
        none={variables ? none : t`The kernel shows it to root alone.`}
      >
        {({ name, value }) => (
          <span className={`${classes.row} ${classes.variable}`}>
            <code title={visible(name)}>{visible(name)}</code>
            {value === null ? (
              <span className={classes.dim}>{t`not shown`}</span>
            ) : (
              <code title={visible(value)}>{visible(value)}</code>
            )}
          </span>
        )}
      </VirtualRows>
    </div>
  )
}
