import { t } from '@lingui/core/macro'
import type { Change as FileChange } from '../../shared/model.ts'
import type { Checkpoint } from '../model.ts'
import { VirtualRows } from '../parts/VirtualRows.tsx'
import { useDialogs } from '../store/dialogs.ts'
import { modeInWords } from '../words/changes.ts'
import { bytes } from '../words/sizes.ts'
import { visible } from '../words/visible.ts'
import { Change } from './Change.tsx'
import classes from './Compare.module.css'

const TYPES: Readonly<Record<Exclude<FileChange['type'], 'file'>, string>> = {
  folder: t`folder`,
  link: t`link`,
  device: t`device`,
  fifo: t`fifo`,
  socket: t`socket`,
}

interface Props {
  rows: readonly FileChange[]
  checkpoint: Checkpoint
  other: string | null
}

/** Files of the root filesystem; one that may have a text opens it, line by line. */
export function ChangedFiles({ rows, checkpoint, other }: Props) {
  const show = useDialogs((state) => state.show)
  return (
    <VirtualRows label={t`Files`} rows={rows} none={t`No file differs.`}>
      {(row) => {
        const { path, change, type, size } = row
        const cells = (
          <>
            <Change kind={change} />
            <code title={visible(path)}>
              {visible(path)}
              {type === 'folder' && '/'}
            </code>
            <span className={classes.number}>{type === 'file' ? bytes(size) : TYPES[type]}</span>
            <code className={classes.dim}>{modeInWords(row)}</code>
          </>
        )
        if (type !== 'file' && type !== 'link') {
          return <span className={`${classes.row} ${classes.path}`}>{cells}</span>
        }
        return (
          <button
            type="button"
            className={`${classes.row} ${classes.path} ${classes.opens}`}
            aria-haspopup="dialog"
            onClick={() => show({ kind: 'compareFile', checkpoint, other, path })}
          >
            {cells}
          </button>
        )
      }}
    </VirtualRows>
  )
}
