import type { Checkpoint } from '../model.ts'
import { CheckpointFacts } from './CheckpointFacts.tsx'
import classes from './CheckpointMenu.module.css'
import { LastLines } from './LastLines.tsx'
import { MomentActions } from './MomentActions.tsx'
import { NameAndNote } from './NameAndNote.tsx'
import { Storing } from './Storing.tsx'

interface Props {
  checkpoint: Checkpoint
  onDone(): void
}

/** A checkpoint: its facts, what its console showed, and what can be done with it. */
export function CheckpointMenu({ checkpoint, onDone }: Props) {
  return (
    <div className={classes.menu}>
      <div className={classes.parts}>
        <div className={classes.column}>
          <NameAndNote checkpoint={checkpoint} />
          <CheckpointFacts checkpoint={checkpoint} />
        </div>
        <div className={classes.column}>
          <LastLines lines={checkpoint.lastLines} />
          <Storing checkpoint={checkpoint} />
          <MomentActions checkpoint={checkpoint} onDone={onDone} />
        </div>
      </div>
    </div>
  )
}
