import type { Change as FileChange } from '../../shared/model.ts'
import type { Checkpoint } from '../model.ts'
import { VirtualRows } from '../parts/VirtualRows.tsx'
import { useDialogs } from '../store/dialogs.ts'
import { modeInWords } from '../words/changes.ts'
import { bytes } from '../words/sizes.ts'
import { visible } from '../words/visible.ts'
import { Change } from './Change.tsx'
import classes from './Compare.module.css'

interface Props {
  rows: readonly FileChange[]
  checkpoint: Checkpoint
  other: string | null
}

/** Files of the root filesystem; one that may have a text opens it, line by line. */
export function ChangedFiles({ rows, checkpoint, other }: Props) {
  const show = useDialogs((state) => state.show)
  return (
    <VirtualRows label="Files" rows={rows} none="No file differs.">
      {(row) => {
        const { path, change, type, size } = row
        const cells = (
          <>
            <Change kind={change} />
            <code title={visible(path)}>
              {visible(path)}
              {type === 'folder' && '/'}
            </code>
            <span className={classes.number}>{type === 'file' ? bytes(size) : type}</span>
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
