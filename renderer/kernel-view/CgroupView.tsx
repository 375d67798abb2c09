import { t } from '@lingui/core/macro'
import type { CgroupFigure, InspectedCgroup } from '../../shared/model.ts'
import { VirtualRows } from '../parts/VirtualRows.tsx'
import { amountInWords, figureInWords } from '../words/inspection.ts'
import { visible } from '../words/visible.ts'
import classes from './KernelView.module.css'

interface Props {
  cgroup: InspectedCgroup
  figures: readonly CgroupFigure[]
  none: string
}

/** What its cgroups limit and count, and where they are. */
export function CgroupView({ cgroup: { version, paths }, figures, none }: Props) {
  return (
    <div className={`${classes.split} ${classes.wideFirst}`}>
      <VirtualRows
        label={t`Limits and use`}
        rows={figures}
        none={none}
        head={
          <span className={`${classes.row} ${classes.figure}`}>
            <span>{t({ message: 'of', context: 'column' })}</span>
            <span className={classes.number}>{t`now`}</span>
            <span className={classes.number}>{t`limit`}</span>
            <span>{t`files`}</span>
          </span>
        }
      >
        {({ what, unit, now, limit, files }) => (
          <span className={`${classes.row} ${classes.figure}`}>
            <span>{figureInWords(what)}</span>
            <span className={classes.number} title={`${now ?? ''}`}>
              {amountInWords(now, unit)}
            </span>
            <span
              className={classes.number}
              title={`${limit ?? t({ message: 'none', context: 'limit' })}`}
            >
              {limit === null ? (
                <span className={classes.dim}>{t({ message: 'none', context: 'limit' })}</span>
              ) : (
                amountInWords(limit, unit)
              )}
            </span>
            <code className={classes.dim} title={files.join(' ')}>
              {files.join(' ')}
            </code>
          </span>
        )}
      </VirtualRows>
      <VirtualRows
        label={t`Paths, cgroup ${version}`}
        rows={paths}
        none={t`It is in no cgroup.`}
        head={
          <span className={`${classes.row} ${classes.path}`}>
            <span>{t`controllers`}</span>
            <span>{t`path, cgroup ${version}`}</span>
          </span>
        }
      >
        {({ controllers, path }) => (
          <span className={`${classes.row} ${classes.path}`}>
            <span title={controllers}>{visible(controllers) || 'unified'}</span>
            <code title={visible(path)}>{visible(path)}</code>
          </span>
        )}
      </VirtualRows>
    </div>
  )
}
