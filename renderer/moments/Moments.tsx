import { t } from '@lingui/core/macro'
import { IconClockPlay } from '@tabler/icons-react'
import { useState } from 'react'
import { commandOf } from '../../shared/lifecycle.ts'
import { whyNot, whyNothing } from '../actions/availability.ts'
import { useCircumstances } from '../actions/use-circumstances.ts'
import { type Container, givenKey, keyOf } from '../model.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { IconButton } from '../parts/IconButton.tsx'
import { useCheckpoint } from '../store/checkpoints.ts'
import { useContainer } from '../store/containers.ts'
import { useDialogs } from '../store/dialogs.ts'
import { useSelection } from '../store/selection.ts'
import { clock } from '../words/time.ts'
import { MomentPanel } from './MomentPanel.tsx'
import classes from './Moments.module.css'
import { Timeline } from './Timeline.tsx'
import { useTree } from './use-tree.ts'

/** The moments of the selected container as a tree along a line, oldest at the left, now at the right. */
export function Moments() {
  const container = useContainer(useSelection((state) => state.selected))
  return container ? <Line key={keyOf(container)} container={container} /> : null
}

function Line({ container }: { container: Container }) {
  const tree = useTree(container)
  const around = useCircumstances(container.host)
  const show = useDialogs((state) => state.show)
  const [opened, setOpened] = useState<string | null>(null)
  const checkpoint = useCheckpoint(container.host, opened)
  return (
    <section
      className={classes.moments}
      aria-label={t`Checkpoints of ${{ id: container.id }}`}
      // A question that was asked from here stands elsewhere in the page, and has an Escape of its own.
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !event.currentTarget.contains(event.target as Node)) return
        setOpened(null)
      }}
    >
      <div className={classes.strip}>
        <span className={classes.end}>{clock(container.createdAt)}</span>
        <Timeline
          tree={tree}
          container={container}
          opened={checkpoint?.id ?? null}
          onOpen={setOpened}
        />
        <IconButton
          label={container.automatic ? t`Automatic moments, on` : t`Automatic moments`}
          variant={container.automatic ? 'light' : 'subtle'}
          why={whyNothing(around)}
          onClick={() => show({ kind: 'automatic', container })}
        >
          <IconClockPlay size={18} />
        </IconButton>
        <ActionButton
          why={whyNot('checkpoint', container, around)}
          tip={<code>{commandOf('checkpoint', container.state, container.id)}</code>}
          aria-haspopup="dialog"
          onPress={() => show({ kind: 'checkpoint', container })}
        >
          {t`Checkpoint…`}
        </ActionButton>
      </div>
      {checkpoint && (
        <MomentPanel
          key={givenKey(checkpoint)}
          checkpoint={checkpoint}
          onClose={() => setOpened(null)}
        />
      )}
    </section>
  )
}
