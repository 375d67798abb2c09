import { t } from '@lingui/core/macro'
import { Popover } from '@mantine/core'
import { useState } from 'react'
import { CheckpointMenu } from '../checkpoints/CheckpointMenu.tsx'
import type { Checkpoint, Container } from '../model.ts'
import { bytes } from '../words/sizes.ts'
import { clock } from '../words/time.ts'
import classes from './CheckpointList.module.css'

interface Props {
  container: Container
  checkpoints: readonly Checkpoint[]
}

/** The checkpoints of a container, newest first. */
export function CheckpointList({ container, checkpoints }: Props) {
  if (checkpoints.length === 0) {
    return <p className={classes.none}>{t`No checkpoint of ${{ id: container.id }} yet.`}</p>
  }
  return (
    <ul className={classes.list}>
      {[...checkpoints].reverse().map((one) => (
        <Item key={one.id} checkpoint={one} />
      ))}
    </ul>
  )
}

function Item({ checkpoint }: { checkpoint: Checkpoint }) {
  const [opened, setOpened] = useState(false)
  return (
    <li>
      <Popover opened={opened} onChange={setOpened} width={340} position="left" trapFocus>
        <Popover.Target>
          <button type="button" className={classes.item} onClick={() => setOpened(!opened)}>
            <span className={classes.name}>{checkpoint.name}</span>
            <span className={classes.facts}>
              {clock(checkpoint.createdAt)} · {bytes(checkpoint.size)}
            </span>
          </button>
        </Popover.Target>
        <Popover.Dropdown aria-label={t`Checkpoint ${{ name: checkpoint.name }}`}>
          <CheckpointMenu checkpoint={checkpoint} onDone={() => setOpened(false)} />
        </Popover.Dropdown>
      </Popover>
    </li>
  )
}
