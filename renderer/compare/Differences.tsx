import { t } from '@lingui/core/macro'
import type { CheckpointComparison } from '../../shared/model.ts'
import { engineWords } from '../language/engine-words.ts'
import { VirtualRows } from '../parts/VirtualRows.tsx'
import { briefChanges, commandOfChange, memoryChange } from '../words/compare.ts'
import { addressesInWords, socketInWords } from '../words/inside.ts'
import { bytes } from '../words/sizes.ts'
import { visible } from '../words/visible.ts'
import { Change } from './Change.tsx'
import classes from './Compare.module.css'

type Rows<K extends keyof CheckpointComparison> = { rows: CheckpointComparison[K] }

export function Processes({ rows }: Rows<'processes'>) {
  return (
    <VirtualRows label={t`Processes`} rows={rows} none={t`The same processes run.`}>
      {(row) => (
        <span className={`${classes.row} ${classes.process}`}>
          <Change kind={row.change} />
          <span className={classes.number}>{row.pid}</span>
          <code title={commandOfChange(row)}>{commandOfChange(row)}</code>
          <span className={classes.dim}>{briefChanges(row)}</span>
        </span>
      )}
    </VirtualRows>
  )
}

export function Memory({ rows }: Rows<'memory'>) {
  return (
    <VirtualRows
      label={t`Memory`}
      rows={rows}
      none={t`Each has as much memory of its own as it had.`}
      head={
        <span className={`${classes.row} ${classes.memory}`}>
          <span className={classes.number}>pid</span>
          <span>{t`process`}</span>
          <span className={classes.number}>{t`was`}</span>
          <span className={classes.number}>{t`is`}</span>
          <span className={classes.number}>{t`difference`}</span>
        </span>
      }
    >
      {({ pid, name, was, is }) => (
        <span className={`${classes.row} ${classes.memory}`}>
          <span className={classes.number}>{pid}</span>
          <code>{visible(name)}</code>
          <span className={classes.number}>{was === null ? t`not there` : bytes(was)}</span>
          <span className={classes.number}>{is === null ? t`gone` : bytes(is)}</span>
          <span className={classes.number}>{memoryChange(was, is)}</span>
        </span>
      )}
    </VirtualRows>
  )
}

export function Environment({ rows }: Rows<'environment'>) {
  return (
    <VirtualRows
      label={t`Environment`}
      rows={rows}
      none={t`The variables are the same.`}
      head={
        <span className={`${classes.row} ${classes.variable}`}>
          <span />
          <span className={classes.number}>pid</span>
          <span>{t`process`}</span>
          <span>{t`variable`}</span>
          <span>{t`was`}</span>
          <span>{t`is`}</span>
        </span>
      }
    >
      {({ pid, name, variable, was, is }) => (
        <span className={`${classes.row} ${classes.variable}`}>
          <Change kind={was === null ? 'added' : is === null ? 'removed' : 'changed'} />
          <span className={classes.number}>{pid}</span>
          <code>{visible(name)}</code>
          <code title={visible(variable)}>{visible(variable)}</code>
          <Value value={was} />
          <Value value={is} />
        </span>
      )}
    </VirtualRows>
  )
}

function Value({ value }: { value: string | null }) {
  if (value === null) return <span className={classes.dim}>{t`not set`}</span>
  return <code title={visible(value)}>{visible(value)}</code>
}

export function OpenFiles({ rows }: Rows<'openFiles'>) {
  return (
    <VirtualRows
      label={t`Open files`}
      rows={rows}
      none={t`The same files are open, at the same places.`}
    >
      {({ pid, name, fd, target, change, was, is }) => (
        <span className={`${classes.row} ${classes.file}`}>
          <Change kind={change} />
          <span className={classes.number}>{pid}</span>
          <code>{visible(name)}</code>
          <span className={classes.number}>{fd}</span>
          <code title={visible(engineWords(target))}>{visible(engineWords(target))}</code>
          <span className={classes.dim}>
            {change === 'moved' && was !== null && is !== null && t`from ${was} to ${is}`}
          </span>
        </span>
      )}
    </VirtualRows>
  )
}

export function Sockets({ rows }: Rows<'sockets'>) {
  return (
    <VirtualRows label={t`Sockets`} rows={rows} none={t`The same sockets are open.`}>
      {({ change, socket }) => (
        <span className={`${classes.row} ${classes.socket}`}>
          <Change kind={change} />
          <span>{socketInWords(socket)}</span>
          <code title={addressesInWords(socket)}>{addressesInWords(socket)}</code>
          <span className={classes.dim}>{socket.state}</span>
        </span>
      )}
    </VirtualRows>
  )
}
