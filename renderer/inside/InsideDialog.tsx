import { t } from '@lingui/core/macro'
import { Loader } from '@mantine/core'
import { useState } from 'react'
import type { CheckpointInside, InsideMount } from '../../shared/model.ts'
import { lookInto } from '../actions/looks.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import type { Checkpoint } from '../model.ts'
import { CountedTabs } from '../parts/CountedTabs.tsx'
import { DialogFrame } from '../parts/DialogFrame.tsx'
import { VirtualRows } from '../parts/VirtualRows.tsx'
import { useRunningAt } from '../store/running.ts'
import { sourceOf } from '../words/inspection.ts'
import { visible } from '../words/visible.ts'
import classes from './Inside.module.css'
import { Notes } from './Notes.tsx'
import { ProcessDetails } from './ProcessDetails.tsx'
import { ProcessList } from './ProcessList.tsx'
import { SocketRows } from './SocketRows.tsx'
import { useLook } from './use-look.ts'

/** What was in a container at a moment, out of its images. */
export default function InsideDialog({
  checkpoint,
  onClose,
}: {
  checkpoint: Checkpoint
  onClose(): void
}) {
  const { told: inside, place } = useLook(checkpoint.id, () =>
    lookInto(checkpoint, 'checkpoints.inside', { checkpoint: checkpoint.id }),
  )
  const running = useRunningAt(place)
  return (
    <DialogFrame
      onClose={onClose}
      size={1240}
      title={t`Inside ${{ name: checkpoint.name }} of ${{ id: checkpoint.container.id }}`}
    >
      <FailureAt place={place} />
      {inside ? (
        <Inside inside={inside} />
      ) : (
        running && <Loader size="sm" aria-label={t`Reading`} />
      )}
    </DialogFrame>
  )
}

function Inside({ inside }: { inside: CheckpointInside }) {
  const { processCount, sockets, mounts, notes } = inside
  return (
    <>
      <Notes notes={notes} />
      <div className={classes.body}>
        <CountedTabs
          label={t`What was in it`}
          tabs={[
            { name: t`Processes`, count: processCount, content: <Processes inside={inside} /> },
            {
              name: t`Sockets`,
              count: sockets.length,
              content: <SocketRows sockets={sockets} none={t`No socket was open.`} />,
            },
            { name: t`Mounts`, count: mounts.length, content: <Mounts mounts={mounts} /> },
          ]}
        />
      </div>
    </>
  )
}

function Processes({ inside: { processes } }: { inside: CheckpointInside }) {
  const [pid, choose] = useState(processes[0]?.pid ?? 0)
  const chosen = processes.find((one) => one.pid === pid)
  return (
    <div className={classes.split}>
      <ProcessList processes={processes} chosen={pid} onChoose={choose} />
      {chosen && <ProcessDetails key={chosen.pid} process={chosen} />}
    </div>
  )
}

function Mounts({ mounts }: { mounts: readonly InsideMount[] }) {
  return (
    <VirtualRows
      label={t`Mounts`}
      rows={mounts}
      none={t`Nothing was mounted.`}
      head={
        <span className={`${classes.row} ${classes.mount}`}>
          <span>{t({ message: 'at', context: 'a mount' })}</span>
          <span>{t`type`}</span>
          <span>{t`source`}</span>
          <span>{t`options`}</span>
        </span>
      }
    >
      {({ at, type, source, root, options, outside }) => (
        <span className={`${classes.row} ${classes.mount}`}>
          <code title={visible(at)}>{visible(at)}</code>
          <span>{visible(type)}</span>
          <code className={classes.dim} title={sourceOf({ source, root })}>
            {sourceOf({ source, root })}
          </code>
          <span className={classes.dim}>{options.join(' ')}</span>
          <span>{outside ? t`from outside` : ''}</span>
        </span>
      )}
    </VirtualRows>
  )
}
