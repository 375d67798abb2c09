import { t } from '@lingui/core/macro'
import type { InsideFile } from '../../shared/model.ts'
import { engineWords } from '../language/engine-words.ts'
import { VirtualRows } from '../parts/VirtualRows.tsx'
import { modeInWords } from '../words/inside.ts'
import { visible } from '../words/visible.ts'
import classes from './Inside.module.css'

/** What a process has open. */
export function FileRows({ files, none }: { files: readonly InsideFile[]; none: string }) {
  return (
    <VirtualRows label={t`Open files`} rows={files} none={none}>
      {({ fd, target, kind, mode, position, flags }) => (
        <span className={`${classes.row} ${classes.file}`}>
          <span className={classes.number}>{fd}</span>
          <code title={visible(engineWords(target))}>{visible(engineWords(target))}</code>
          <span>{kind === 'socket' ? '' : modeInWords(mode)}</span>
          <span className={classes.dim}>{flags.join(' ')}</span>
          <span className={classes.number}>{position > 0 && t`at ${position}`}</span>
        </span>
      )}
    </VirtualRows>
  )
}
