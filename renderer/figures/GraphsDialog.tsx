import { t } from '@lingui/core/macro'
import { Switch } from '@mantine/core'
import { useState } from 'react'
import type { ContainerRef } from '../model.ts'
import { DialogFrame } from '../parts/DialogFrame.tsx'
import { useNameOf } from '../store/foreign.ts'
import { useOnHost } from '../store/hosts.ts'
import { FiguresTable } from './FiguresTable.tsx'
import { Graphs } from './Graphs.tsx'
import { useGraphed } from './graphed.ts'

const HEIGHT = 84

/** The graphs of one container in large, or as a table. */
export default function GraphsDialog({
  container: ref,
  onClose,
}: {
  container: ContainerRef
  onClose(): void
}) {
  const container = useGraphed(ref)
  const title = useOnHost(t`Graphs of ${{ id: useNameOf(ref) }}`, ref.host)
  const [asTable, setAsTable] = useState(false)
  return (
    <DialogFrame onClose={onClose} size={980} title={title}>
      {container ? (
        <Graphs
          container={container}
          height={HEIGHT}
          tools={
            <Switch
              label={t`As a table`}
              checked={asTable}
              onChange={(event) => setAsTable(event.currentTarget.checked)}
            />
          }
          {...(asTable && {
            instead: (series, marks, seconds) => (
              <FiguresTable series={series} marks={marks} seconds={seconds} />
            ),
          })}
        />
      ) : (
        <p>{t`It was deleted.`}</p>
      )}
    </DialogFrame>
  )
}
