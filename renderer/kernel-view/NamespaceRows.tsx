import { t } from '@lingui/core/macro'
import type { InspectedNamespace } from '../../shared/model.ts'
import { VirtualRows } from '../parts/VirtualRows.tsx'
import { namespaceInWords, sharedWith } from '../words/inspection.ts'
import classes from './KernelView.module.css'

/** The namespaces that it is in, and who else is in each. */
export function NamespaceRows({
  namespaces,
  none,
}: {
  namespaces: readonly InspectedNamespace[]
  none: string
}) {
  return (
    <VirtualRows
      label={t`Namespaces`}
      rows={namespaces}
      none={none}
      head={
        <span className={`${classes.row} ${classes.namespace}`}>
          <span>{t`namespace`}</span>
          <span className={classes.number}>{t`inode`}</span>
          <span>{t`whose`}</span>
          <span>{t`also in it`}</span>
        </span>
      }
    >
      {(one) => (
        <span className={`${classes.row} ${classes.namespace}`}>
          <span>{namespaceInWords(one.type)}</span>
          <code className={classes.number}>{one.inode}</code>
          <span>{whose(one)}</span>
          <span title={sharedWith(one)}>
            {sharedWith(one) || <span className={classes.dim}>{t`nobody else`}</span>}
          </span>
        </span>
      )}
    </VirtualRows>
  )
}

function whose({ host, apart, containers }: InspectedNamespace): string {
  if (host) return t({ message: 'the machine’s', context: 'namespace' })
  if (apart) return t`another than the container’s`
  return containers.length > 0
    ? t({ message: 'shared', context: 'namespace' })
    : t({ message: 'its own', context: 'namespace' })
}
