import { Popover, Tooltip } from '@mantine/core'
import { useState } from 'react'
import { commandOf } from '../../shared/lifecycle.ts'
import { whyNot } from '../actions/availability.ts'
import { useCircumstances } from '../actions/use-circumstances.ts'
import { CheckpointMenu } from '../checkpoints/CheckpointMenu.tsx'
import { type Checkpoint, type Container, keyOf } from '../model.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { useCheckpointsOf } from '../store/checkpoints.ts'
import { useContainer } from '../store/containers.ts'
import { useDialogs } from '../store/dialogs.ts'
import { useSelection } from '../store/selection.ts'
import { bytes } from '../words/sizes.ts'
import { clock } from '../words/time.ts'
import classes from './Moments.module.css'

/** The checkpoints of the selected container along a line, oldest at the left, now at the right. */
export function Moments() {
  const container = useContainer(useSelection((state) => state.selected))
  return container ? <Line key={keyOf(container)} container={container} /> : null
}

function Line({ container }: { container: Container }) {
  const checkpoints = useCheckpointsOf(keyOf(container))
  const around = useCircumstances(container.host)
  const show = useDialogs((state) => state.show)
  return (
    <section className={classes.moments} aria-label={`Checkpoints of ${container.id}`}>
      <span className={classes.end}>{clock(container.createdAt)}</span>
      <ol className={classes.line}>
        {checkpoints.map((one) => (
          <Moment key={one.id} checkpoint={one} />
        ))}
      </ol>
      <span className={classes.end}>{container.status === 'stopped' ? 'ended' : 'now'}</span>
      <ActionButton
        why={whyNot('checkpoint', container, around)}
        tip={<code>{commandOf('checkpoint', container.state, container.id)}</code>}
        aria-haspopup="dialog"
        onPress={() => show({ kind: 'checkpoint', container })}
      >
        Checkpoint…
      </ActionButton>
    </section>
  )
}

function Moment({ checkpoint }: { checkpoint: Checkpoint }) {
  const [opened, setOpened] = useState(false)
  const facts = `${clock(checkpoint.createdAt)} · ${bytes(checkpoint.size)}`
  return (
    <li className={classes.moment}>
      <Popover opened={opened} onChange={setOpened} width={340} position="top" trapFocus>
        <Popover.Target>
          <Tooltip label={`${checkpoint.name} · ${facts}`} disabled={opened}>
            <button
              type="button"
              className={classes.dot}
              data-base={!checkpoint.restorable || undefined}
              aria-label={`Checkpoint ${checkpoint.name}, ${facts}`}
              onClick={() => setOpened(!opened)}
            />
          </Tooltip>
        </Popover.Target>
        <Popover.Dropdown aria-label={`Checkpoint ${checkpoint.name}`}>
          <CheckpointMenu checkpoint={checkpoint} onDone={() => setOpened(false)} />
        </Popover.Dropdown>
      </Popover>
      <span className={classes.name}>{checkpoint.name}</span>
    </li>
  )
}
