import { t } from '@lingui/core/macro'
import type { InspectedRlimit } from '../../shared/model.ts'
import { VirtualRows } from '../parts/VirtualRows.tsx'
import { rlimitInWords, rlimitName } from '../words/inspection.ts'
import classes from './KernelView.module.css'

/** Limits of the process itself, as setrlimit(2) sets them. */
export function RlimitRows({
  rlimits,
  none,
}: {
  rlimits: readonly InspectedRlimit[]
  none: string
}) {
  return (
    <VirtualRows
      label={t`Limits`}
      rows={rlimits}
      none={none}
      head={
        <span className={`${classes.row} ${classes.rlimit}`}>
          <span>{t`limit`}</span>
          <span className={classes.number}>{t`soft`}</span>
          <span className={classes.number}>{t`hard`}</span>
        </span>
      }
    >
      {(one) => (
        <span className={`${classes.row} ${classes.rlimit}`}>
          <code>{rlimitName(one)}</code>
          <span className={classes.number} title={`${one.soft}`}>
            {rlimitInWords(one.soft, one.unit)}
          </span>
          <span className={classes.number} title={`${one.hard}`}>
            {rlimitInWords(one.hard, one.unit)}
          </span>
        </span>
      )}
    </VirtualRows>
  )
}
