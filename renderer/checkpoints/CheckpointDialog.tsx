import { t } from '@lingui/core/macro'
import { useState } from 'react'
import { whyNot } from '../actions/availability.ts'
import { type CheckpointInput, foreseenOptions, takeCheckpoint } from '../actions/checkpoints.ts'
import { useCircumstances } from '../actions/use-circumstances.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { type Container, type ContainerRef, keyOf } from '../model.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { CancelButton } from '../parts/CancelButton.tsx'
import { DialogFoot } from '../parts/DialogFoot.tsx'
import { DialogFrame } from '../parts/DialogFrame.tsx'
import { Runs } from '../parts/Runs.tsx'
import { useCheckpointsOf } from '../store/checkpoints.ts'
import { useContainer } from '../store/containers.ts'
import { checkpointPlace } from '../store/places.ts'
import { useRunningAt } from '../store/running.ts'
import { formatArgs } from '../words/command-line.ts'
import { checkpointCommands } from '../words/commands.ts'
import { freeName } from '../words/names.ts'
import classes from './CheckpointDialog.module.css'
import { CheckpointOptionsForm } from './CheckpointOptionsForm.tsx'
import { Forecast } from './Forecast.tsx'
import { UnderWay } from './UnderWay.tsx'
import { useForecast } from './use-forecast.ts'
import { useSessionsOf } from './use-sessions.ts'

interface Props {
  container: ContainerRef
  onClose(): void
}

/** Takes a checkpoint: every option with its line, what will be lost, then the progress. */
export function CheckpointDialog({ container: ref, onClose }: Props) {
  const container = useContainer(keyOf(ref))
  return (
    <DialogFrame onClose={onClose} size={640} title={t`Checkpoint ${{ id: ref.id }}`}>
      {container ? (
        <Form container={container} />
      ) : (
        <p>{t`${{ id: ref.id }} is not there any more.`}</p>
      )}
    </DialogFrame>
  )
}

function Form({ container }: { container: Container }) {
  const place = checkpointPlace(container)
  const before = useCheckpointsOf(keyOf(container))
  const forecast = useForecast(container)
  const [chosen, setOptions] = useState<CheckpointInput>(() => ({
    name: freeName('moment', new Set(before.map(({ name }) => name))),
  }))
  const options = { ...foreseenOptions(forecast), ...chosen }
  const running = useRunningAt(place)
  const why = whyNot('checkpoint', container, useCircumstances(container.host))

  const take = () => {
    const { name, ...rest } = options
    return takeCheckpoint(container, name?.trim() ? { ...rest, name } : rest, place)
  }

  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (why === null && !running) void take()
      }}
    >
      <CheckpointOptionsForm
        value={options}
        onChange={setOptions}
        host={container.host}
        candidates={before}
        folder={container.ownsRootfs ? null : container.rootfs}
      />
      {forecast && <Forecast forecast={forecast} options={options} />}
      <LostExecs container={container} />
      <FailureAt place={place} />
      <Runs commands={checkpointCommands(container.id, options)} />
      <DialogFoot>
        {running && <UnderWay running={running} />}
        {running ? (
          <CancelButton running={running} />
        ) : (
          <ActionButton variant="filled" why={why}>
            {t`Take checkpoint`}
          </ActionButton>
        )}
      </DialogFoot>
    </form>
  )
}

/** CRIU does not bring exec sessions back, nor who looks on, and says nothing of it; so this does, before. */
function LostExecs({ container }: { container: Container }) {
  const lost = useSessionsOf(container)
  if (lost.length === 0) return null
  return (
    <div role="note" className={classes.lost}>
      <strong>{t`These exec sessions will not be in the checkpoint:`}</strong>
      {lost.map(({ id, args }) => (
        <code key={id}>{formatArgs(args)}</code>
      ))}
    </div>
  )
}
