import { t } from '@lingui/core/macro'
import { IconX } from '@tabler/icons-react'
import { CheckpointMenu } from '../checkpoints/CheckpointMenu.tsx'
import type { Checkpoint } from '../model.ts'
import { IconButton } from '../parts/IconButton.tsx'
import classes from './MomentPanel.module.css'

interface Props {
  checkpoint: Checkpoint
  onClose(): void
}

/** A moment above its line: what it is, what was on its console, what can be done with it. It stays while one goes along the line. */
export function MomentPanel({ checkpoint, onClose }: Props) {
  return (
    <div
      className={classes.panel}
      role="dialog"
      aria-label={t`Checkpoint ${{ name: checkpoint.name }}`}
    >
      <div className={classes.close}>
        <IconButton label={t`Close`} variant="subtle" onClick={onClose}>
          <IconX size={16} />
        </IconButton>
      </div>
      <CheckpointMenu checkpoint={checkpoint} onDone={onClose} />
    </div>
  )
}
