import { t } from '@lingui/core/macro'
import { Loader, Select } from '@mantine/core'
import { useState } from 'react'
import type { CheckpointComparison } from '../../shared/model.ts'
import { lookInto } from '../actions/looks.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { Notes } from '../inside/Notes.tsx'
import { useLook } from '../inside/use-look.ts'
import { type Checkpoint, keyOf } from '../model.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { CountedTabs } from '../parts/CountedTabs.tsx'
import { DialogFoot } from '../parts/DialogFoot.tsx'
import { DialogFrame } from '../parts/DialogFrame.tsx'
import { useCheckpointList } from '../store/checkpoints.ts'
import { useContainer } from '../store/containers.ts'
import { useRunningAt } from '../store/running.ts'
import { dateAndTime } from '../words/time.ts'
import { ChangedFiles } from './ChangedFiles.tsx'
import classes from './Compare.module.css'
import { Environment, Memory, OpenFiles, Processes, Sockets } from './Differences.tsx'

/** For "now" among the moments; no moment has that id. */
const NOW = 'now'

/** What differs between a moment and another, or now: what was at the left, what is at the right. */
export default function CompareDialog({
  checkpoint,
  onClose,
}: {
  checkpoint: Checkpoint
  onClose(): void
}) {
  const choices = useChoices(checkpoint)
  const [chosen, setChosen] = useState<string | null>(choices[0]?.value ?? null)
  const [round, setRound] = useState(0)
  const other = chosen === NOW ? null : chosen
  const { told: comparison, place } = useLook(`${chosen} ${round}`, () =>
    chosen === null
      ? null
      : lookInto(checkpoint, 'checkpoints.compare', { checkpoint: checkpoint.id, with: other }),
  )
  const running = useRunningAt(place)
  return (
    <DialogFrame onClose={onClose} size={1100} title={t`Compare ${{ name: checkpoint.name }}`}>
      <Select
        label={t`With`}
        description={t`What changed from ${{ name: checkpoint.name }}, taken ${{ time: dateAndTime(checkpoint.createdAt) }}, to this.`}
        data={choices}
        value={chosen}
        onChange={(value) => value && setChosen(value)}
        allowDeselect={false}
        placeholder={t`there is nothing to compare it with`}
        className={classes.choice}
      />
      <FailureAt place={place} />
      {comparison && (
        <Comparison
          key={`${chosen} ${round}`}
          comparison={comparison}
          checkpoint={checkpoint}
          other={other}
        />
      )}
      {!comparison && running && <Loader size="sm" aria-label={t`Comparing`} />}
      <DialogFoot>
        <ActionButton why={null} onPress={() => setRound(round + 1)}>
          {t`Compare again`}
        </ActionButton>
      </DialogFoot>
    </DialogFrame>
  )
}

/** Now, where its container is there; its container's other moments, then those of others. */
function useChoices(checkpoint: Checkpoint): { value: string; label: string }[] {
  const container = useContainer(keyOf(checkpoint.container))
  const all = useCheckpointList(checkpoint.host).filter(
    ({ id, restorable }) => id !== checkpoint.id && restorable,
  )
  const isOwn = (one: Checkpoint) => keyOf(one.container) === keyOf(checkpoint.container)
  const label = (one: Checkpoint) => {
    const { name, container } = one
    const time = dateAndTime(one.createdAt)
    return isOwn(one) ? `${name}, ${time}` : t`${name} of ${{ id: container.id }}, ${time}`
  }
  const others = [...all.filter(isOwn), ...all.filter((one) => !isOwn(one))]
  return [
    ...(container ? [{ value: NOW, label: t`${{ id: container.id }} as it is now` }] : []),
    ...others.map((one) => ({ value: one.id, label: label(one) })),
  ]
}

interface Props {
  comparison: CheckpointComparison
  checkpoint: Checkpoint
  other: string | null
}

function Comparison({ comparison, checkpoint, other }: Props) {
  const { processes, memory, environment, openFiles, sockets, rootfs, notes } = comparison
  const files = rootfs?.entries ?? []
  return (
    <>
      <Notes notes={notes} />
      <div className={classes.body}>
        <CountedTabs
          label={t`What differs`}
          tabs={[
            {
              name: t`Processes`,
              count: processes.length,
              content: <Processes rows={processes} />,
            },
            {
              name: t`Files`,
              count: rootfs && rootfs.total.added + rootfs.total.changed + rootfs.total.removed,
              content: <ChangedFiles rows={files} checkpoint={checkpoint} other={other} />,
            },
            { name: t`Memory`, count: memory.length, content: <Memory rows={memory} /> },
            {
              name: t`Environment`,
              count: environment.length,
              content: <Environment rows={environment} />,
            },
            {
              name: t`Open files`,
              count: openFiles.length,
              content: <OpenFiles rows={openFiles} />,
            },
            { name: t`Sockets`, count: sockets.length, content: <Sockets rows={sockets} /> },
          ]}
        />
      </div>
    </>
  )
}
