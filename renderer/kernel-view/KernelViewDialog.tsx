import { t } from '@lingui/core/macro'
import { Button, Loader, Select, Switch, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Inspection, ProcessRef } from '../../shared/model.ts'
import { FailureCard } from '../failures/FailureCard.tsx'
import { Notes } from '../inside/Notes.tsx'
import type { ContainerRef } from '../model.ts'
import { DialogFrame } from '../parts/DialogFrame.tsx'
import { useNameOf } from '../store/foreign.ts'
import { useOnHost } from '../store/hosts.ts'
import { processInWords } from '../words/inspection.ts'
import { Differences } from './Differences.tsx'
import classes from './KernelView.module.css'
import { KernelViewTabs } from './KernelViewTabs.tsx'
import { useInspection } from './use-inspection.ts'

/** What the kernel says of a container, one of its processes at a time: first where that is not as config.json asks for. */
export default function KernelViewDialog({
  container,
  onClose,
}: {
  container: ContainerRef
  onClose(): void
}) {
  const name = useNameOf(container)
  const [process, choose] = useState<ProcessRef | null>(null)
  const [values, setValues] = useState(false)
  const [live, setLive] = useState(true)
  const [wanted, setWanted] = useState('')
  const { told, error, costly, refresh } = useInspection(container, { process, values, live })
  return (
    <DialogFrame
      onClose={onClose}
      size={1240}
      title={useOnHost(t`Inspect ${{ id: name }}`, container.host)}
    >
      <div className={classes.tools}>
        <ProcessSelect told={told} chosen={process} onChoose={choose} />
        <TextInput
          data-autofocus
          className={classes.filter}
          aria-label={t`Show only what holds`}
          placeholder={t`Show only what holds…`}
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
          spellCheck={false}
        />
        <Switch
          label={t`Live`}
          checked={live}
          onChange={(event) => setLive(event.currentTarget.checked)}
        />
        <Button variant="default" onClick={refresh}>
          {t`Read again`}
        </Button>
      </div>
      {error && (
        <div className={classes.failure}>
          <FailureCard
            failure={{
              what: t`Could not inspect ${{ id: name }}`,
              error,
              host: container.host,
            }}
          />
          {told && (
            <p className={classes.dim}>
              {t`What is below was read before, of ${{ process: processInWords(told.process) }}.`}
            </p>
          )}
        </div>
      )}
      {told ? (
        <>
          <Differences differences={told.differences} />
          <Notes notes={costly ? [...told.notes, slowness(told)] : told.notes} />
          <KernelViewTabs told={told} wanted={wanted} values={values} onValues={setValues} />
        </>
      ) : (
        !error && <Loader size="sm" aria-label={t`Reading`} />
      )}
    </DialogFrame>
  )
}

const slowness = ({ took }: Inspection) =>
  t`It takes ${{ time: Math.round(took) }} ms to read all this: it is read again only when you ask for it.`

interface SelectProps {
  told: Inspection | null
  chosen: ProcessRef | null
  onChoose(process: ProcessRef): void
}

const keyOf = ({ pid, startTime }: ProcessRef) => `${pid} ${startTime}`

/** More are found by typing. */
const MOST_OFFERED = 100

function ProcessSelect({ told, chosen, onChoose }: SelectProps) {
  const processes = told?.processes ?? []
  const shown = chosen ?? told?.process
  return (
    <Select
      className={classes.process}
      aria-label={t`Process`}
      placeholder={t`Process`}
      data={processes.map((one) => ({
        value: keyOf(one),
        label: processInWords(one),
      }))}
      value={shown ? keyOf(shown) : null}
      onChange={(key) => {
        const process = processes.find((one) => keyOf(one) === key)
        if (process) onChoose({ pid: process.pid, startTime: process.startTime })
      }}
      allowDeselect={false}
      searchable
      limit={MOST_OFFERED}
      nothingFoundMessage={t`No such process`}
    />
  )
}
