import { t } from '@lingui/core/macro'
import { Switch } from '@mantine/core'
import { useState } from 'react'
import type { RestoreOptions } from '../../shared/model.ts'
import { FILLING, whyNot } from '../actions/availability.ts'
import { foreseenOptions } from '../actions/checkpoints.ts'
import { rewind } from '../actions/rewind.ts'
import { useCircumstances } from '../actions/use-circumstances.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { type Checkpoint, type Container, type ContainerRef, keyOf } from '../model.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { DialogFoot } from '../parts/DialogFoot.tsx'
import { DialogFrame } from '../parts/DialogFrame.tsx'
import { Runs } from '../parts/Runs.tsx'
import { useNow } from '../parts/use-now.ts'
import { useContainer } from '../store/containers.ts'
import { rewindPlace } from '../store/places.ts'
import { useRunningAt } from '../store/running.ts'
import { formatArgs } from '../words/command-line.ts'
import { rewindCommands } from '../words/commands.ts'
import { leftOutInWords } from '../words/moments.ts'
import { bytes } from '../words/sizes.ts'
import { clock, duration } from '../words/time.ts'
import classes from './CheckpointDialog.module.css'
import { LazySwitch, lazyOptions } from './LazySwitch.tsx'
import { UnderWay } from './UnderWay.tsx'
import { useForecast } from './use-forecast.ts'
import { useSessionsOf } from './use-sessions.ts'

interface Props {
  container: ContainerRef
  checkpoint: Checkpoint
  /** as they were chosen before */
  options: RestoreOptions
  onClose(): void
}

/** Asks before what lives becomes a moment of its own again: what of it is lost, and whether that is to be kept. */
export function RewindDialog({ container: ref, checkpoint, options, onClose }: Props) {
  const container = useContainer(keyOf(ref))
  return (
    <DialogFrame
      onClose={onClose}
      size={560}
      title={t`Rewind ${{ id: ref.id }} to ${{ name: checkpoint.name }}`}
    >
      {container ? (
        <Form {...{ container, checkpoint, options }} />
      ) : (
        <p>{t`${{ id: ref.id }} is not there any more.`}</p>
      )}
    </DialogFrame>
  )
}

interface FormProps extends Omit<Props, 'container' | 'onClose'> {
  container: Container
}

function Form({ container, checkpoint, options }: FormProps) {
  const place = rewindPlace(container)
  const [wanted, setKeeps] = useState(true)
  const [lazy, setLazy] = useState(options.lazy !== false)
  const noKeeping = container.filling ? FILLING : null
  const keeps = wanted && noKeeping === null
  const forecast = useForecast(container)
  const running = useRunningAt(place)
  const why = whyNot('rewind', container, useCircumstances(container.host))
  const lives = container.state !== 'stopped'
  const name = t`before ${{ name: checkpoint.name }}`.slice(0, 120)
  const costs =
    forecast && t`${{ size: bytes(forecast.memory) }}, about ${{ time: duration(forecast.takes) }}`
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (why !== null || running) return
        const keep = keeps && lives ? { keep: { ...foreseenOptions(forecast), name } } : {}
        void rewind(container, checkpoint, {
          ...keep,
          options: lazyOptions(lazy),
        })
      }}
    >
      <Lost container={container} checkpoint={checkpoint} />
      {lives && (
        <Switch
          data-autofocus
          label={t`Take a moment of it first`}
          description={
            noKeeping ??
            (costs
              ? t`It is ended by a checkpoint, “${name}”, from which all of it can come back: ${costs}.`
              : t`It is ended by a checkpoint, “${name}”, from which all of it can come back.`)
          }
          disabled={noKeeping !== null}
          checked={keeps}
          onChange={(event) => setKeeps(event.currentTarget.checked)}
        />
      )}
      <LazySwitch host={container.host} lazy={lazy} onChange={setLazy} />
      <FailureAt place={place} />
      <Runs commands={rewindCommands(container.id, { keeps, lives })} />
      <DialogFoot>
        {running && <UnderWay running={running} phase={container.busy?.phase} />}
        <ActionButton variant="filled" why={why} loading={running !== undefined}>
          {t`Rewind`}
        </ActionButton>
      </DialogFoot>
    </form>
  )
}

/** What of it is gone once it is the moment again, and what is not. */
function Lost({ container, checkpoint }: { container: Container; checkpoint: Checkpoint }) {
  const now = useNow()
  const ago = duration(Math.max(0, now - Date.parse(checkpoint.createdAt)))
  const then = clock(checkpoint.createdAt)
  const execs = useSessionsOf(container)
  const elsewhere = checkpoint.leftOut.map(leftOutInWords)
  const adopts = checkpoint.rootfs !== null && !container.ownsRootfs
  return (
    <div role="note" className={classes.lost}>
      {container.state !== 'stopped' && (
        <strong>
          {t`${{ id: container.id }} is ${{ status: container.status }}, and is ended for this.`}
        </strong>
      )}
      <span>
        {checkpoint.rootfs
          ? t`What came in the ${ago} since ${then} is lost: its memory, what it wrote to its files, and its connections.`
          : t`What came in the ${ago} since ${then} is lost: its memory and its connections.`}
      </span>
      {execs.length > 0 && <span>{t`These exec sessions end:`}</span>}
      {execs.map(({ id, args }) => (
        <code key={id}>{formatArgs(args)}</code>
      ))}
      {adopts && (
        <span>
          {t`It gets the moment’s files as a copy of its own; ${{ folder: container.rootfs }} stays as it is now.`}
        </span>
      )}
      {elsewhere.length > 0 && (
        <span>
          {t`As it is now stays what is no part of the moment: ${{ what: elsewhere.join(', ') }}.`}
        </span>
      )}
    </div>
  )
}
