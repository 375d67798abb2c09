import { t } from '@lingui/core/macro'
import { Button } from '@mantine/core'
import { useState } from 'react'
import type { ContainerProcess } from '../../shared/model.ts'
import { attempt } from '../actions/attempt.ts'
import { DISCONNECTED, type Why, whyNoTrace } from '../actions/availability.ts'
import { traceProcess } from '../actions/shells.ts'
import { useCircumstances } from '../actions/use-circumstances.ts'
import { FailureAt, FailureCard } from '../failures/FailureCard.tsx'
import { type ContainerRef, keyOf } from '../model.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { DialogFrame } from '../parts/DialogFrame.tsx'
import { useContainer } from '../store/containers.ts'
import { useForeign, useNameOf } from '../store/foreign.ts'
import { useOnHost } from '../store/hosts.ts'
import { formatArgs } from '../words/command-line.ts'
import { TRACE_LABEL, traceCommand } from '../words/debug.ts'
import { askInWords } from '../words/foreign.ts'
import { bytes, percent } from '../words/sizes.ts'
import { OpenFiles } from './OpenFiles.tsx'
import classes from './ProcessesDialog.module.css'
import { nameOf, stateWord, type TreeRow } from './process-tree.ts'
import { SignalMenu } from './SignalMenu.tsx'
import { useProcesses } from './use-processes.ts'

/** What runs in a container now, from the kernel's own view: who started whom, what each takes; signals; open files. */
export function ProcessesDialog({
  container,
  onClose,
}: {
  container: ContainerRef
  onClose(): void
}) {
  const { rows, total, error } = useProcesses(container)
  const [chosen, setChosen] = useState<string | null>(null)
  const process = rows.find((row) => nameOf(row) === chosen)
  const place = placeOf(container)
  const foreign = useForeign(keyOf(container))
  const asks = foreign ? askInWords('signal', foreign.owner) : null
  const name = useNameOf(container)
  const around = useCircumstances(container.host)
  const own = useContainer(keyOf(container))
  const now = foreign ?? own
  const whyNoTraceOf = (row: TreeRow) => (now ? whyNoTrace(now, row, around) : DISCONNECTED)
  // Its console is behind this dialog.
  const trace = async (row: TreeRow) => {
    if (await traceProcess(container, row, place)) onClose()
  }
  return (
    <DialogFrame
      onClose={onClose}
      size={980}
      title={useOnHost(t`Processes in ${name}`, container.host)}
    >
      <div className={classes.frame}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th>{t`Command`}</th>
              <th className={classes.number}>{t`pid inside`}</th>
              <th className={classes.number}>{t`pid here`}</th>
              <th className={classes.number}>{t`user`}</th>
              <th>{t`state`}</th>
              <th className={classes.number}>{t`cpu`}</th>
              <th className={classes.number}>{t`memory`}</th>
              <th>
                <span className={classes.unseen}>{t`Actions`}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row
                key={nameOf(row)}
                row={row}
                asks={asks}
                open={nameOf(row) === chosen}
                onFiles={() => setChosen(nameOf(row) === chosen ? null : nameOf(row))}
                onSignal={(signal) => void send(container, row, signal)}
                noTrace={whyNoTraceOf(row)}
                onTrace={() => void trace(row)}
              />
            ))}
          </tbody>
        </table>
      </div>
      {total > rows.length && (
        <p className={classes.more}>
          {t`The first ${{ shown: rows.length }} of ${total} are shown.`}
        </p>
      )}
      {error && (
        <FailureCard
          failure={{
            what: t`Could not see the processes of ${{ id: name }}`,
            error,
            host: container.host,
          }}
        />
      )}
      <FailureAt place={place} />
      {process && <OpenFiles container={container} process={process} />}
    </DialogFrame>
  )
}

interface RowProps {
  row: TreeRow
  /** what is to be read before a signal */
  asks: string | null
  open: boolean
  onFiles(): void
  onSignal(signal: number): void
  noTrace: Why
  onTrace(): void
}

function Row({ row, asks, open, onFiles, onSignal, noTrace, onTrace }: RowProps) {
  const line = row.args.length ? formatArgs(row.args) : `[${row.name}]`
  return (
    <tr className={classes.row} data-chosen={open || undefined}>
      <td className={classes.command} style={{ paddingLeft: 8 + 16 * row.depth }} title={line}>
        <code>{line}</code>
      </td>
      <td className={classes.number}>{row.inside}</td>
      <td className={classes.number}>{row.pid}</td>
      <td className={classes.number}>{row.uid}</td>
      <td>{stateWord(row.state)}</td>
      <td className={classes.number}>{row.cpuPercent === null ? '' : percent(row.cpuPercent)}</td>
      <td className={classes.number}>{bytes(row.memoryBytes)}</td>
      <td className={classes.actions}>
        <SignalMenu process={row} asks={asks} onSend={onSignal} />
        <Button
          size="compact-xs"
          variant="default"
          aria-expanded={open}
          aria-label={t`Files of ${{ name: row.name }} ${{ pid: row.inside }}`}
          onClick={onFiles}
        >
          {t`Files`}
        </Button>
        <ActionButton
          size="compact-xs"
          why={noTrace}
          tip={
            <>
              {TRACE_LABEL}
              <br />
              <code>{traceCommand(row.inside)}</code>
            </>
          }
          aria-label={t`Trace system calls of ${{ name: row.name }} ${{ pid: row.inside }}`}
          onPress={onTrace}
        >
          {t`Trace`}
        </ActionButton>
      </td>
    </tr>
  )
}

const placeOf = (container: ContainerRef) => `processes ${keyOf(container)}`

function send(container: ContainerRef, process: ContainerProcess, signal: number) {
  const { host, namespace, id } = container
  const { pid, startTime, name } = process
  return attempt({
    host,
    place: placeOf(container),
    what: t`Could not signal ${name}`,
    run: (client) =>
      client.call('processes.signal', { namespace, id, process: { pid, startTime }, signal }),
  })
}
