import type { CheckpointComparison } from '../../shared/model.ts'
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
    <VirtualRows label="Processes" rows={rows} none="The same processes run.">
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
      label="Memory"
      rows={rows}
      none="Each has as much memory of its own as it had."
      head={
        <span className={`${classes.row} ${classes.memory}`}>
          <span className={classes.number}>pid</span>
          <span>process</span>
          <span className={classes.number}>was</span>
          <span className={classes.number}>is</span>
          <span className={classes.number}>difference</span>
        </span>
      }
    >
      {({ pid, name, was, is }) => (
        <span className={`${classes.row} ${classes.memory}`}>
          <span className={classes.number}>{pid}</span>
          <code>{visible(name)}</code>
          <span className={classes.number}>{was === null ? 'not there' : bytes(was)}</span>
          <span className={classes.number}>{is === null ? 'gone' : bytes(is)}</span>
          <span className={classes.number}>{memoryChange(was, is)}</span>
        </span>
      )}
    </VirtualRows>
  )
}

export function Environment({ rows }: Rows<'environment'>) {
  return (
    <VirtualRows
      label="Environment"
      rows={rows}
      none="The variables are the same."
      head={
        <span className={`${classes.row} ${classes.variable}`}>
          <span />
          <span className={classes.number}>pid</span>
          <span>process</span>
          <span>variable</span>
          <span>was</span>
          <span>is</span>
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
  if (value === null) return <span className={classes.dim}>not set</span>
  return <code title={visible(value)}>{visible(value)}</code>
}

export function OpenFiles({ rows }: Rows<'openFiles'>) {
  return (
    <VirtualRows label="Open files" rows={rows} none="The same files are open, at the same places.">
      {({ pid, name, fd, target, change, was, is }) => (
        <span className={`${classes.row} ${classes.file}`}>
          <Change kind={change} />
          <span className={classes.number}>{pid}</span>
          <code>{visible(name)}</code>
          <span className={classes.number}>{fd}</span>
          <code title={visible(target)}>{visible(target)}</code>
          <span className={classes.dim}>{change === 'moved' && `from ${was} to ${is}`}</span>
        </span>
      )}
    </VirtualRows>
  )
}

export function Sockets({ rows }: Rows<'sockets'>) {
  return (
    <VirtualRows label="Sockets" rows={rows} none="The same sockets are open.">
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
