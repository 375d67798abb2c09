import { t } from '@lingui/core/macro'
import type { InspectedMount } from '../../shared/model.ts'
import { VirtualRows } from '../parts/VirtualRows.tsx'
import { sourceOf } from '../words/inspection.ts'
import { visible } from '../words/visible.ts'
import classes from './KernelView.module.css'

/** What is mounted, in the order in which it was. */
export function MountRows({ mounts, none }: { mounts: readonly InspectedMount[]; none: string }) {
  return (
    <VirtualRows
      label={t`Mounts`}
      rows={mounts}
      none={none}
      head={
        <span className={`${classes.row} ${classes.mount}`}>
          <span>{t({ message: 'at', context: 'column' })}</span>
          <span>{t`type`}</span>
          <span>{t`source`}</span>
          <span>{t`options`}</span>
          <span>{t`of the filesystem`}</span>
          <span>{t`propagation`}</span>
        </span>
      }
    >
      {(mount) => (
        <span className={`${classes.row} ${classes.mount}`}>
          <code title={visible(mount.at)}>{visible(mount.at)}</code>
          <span>{visible(mount.type)}</span>
          <code className={classes.dim} title={sourceOf(mount)}>
            {sourceOf(mount)}
          </code>
          <Options options={mount.options} />
          <Options options={mount.ofFilesystem} />
          <span>{mount.propagation}</span>
        </span>
      )}
    </VirtualRows>
  )
}

function Options({ options }: { options: readonly string[] }) {
  const words = visible(options.join(' '))
  return (
    <span className={classes.dim} title={words}>
      {words}
    </span>
  )
}
