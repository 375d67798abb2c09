import { Loader } from '@mantine/core'
import { lookInto } from '../actions/looks.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { useLook } from '../inside/use-look.ts'
import type { Checkpoint } from '../model.ts'
import { DialogFrame } from '../parts/DialogFrame.tsx'
import { useRunningAt } from '../store/running.ts'
import { DiffLines } from './DiffLines.tsx'

interface Props {
  checkpoint: Checkpoint
  /** null: now */
  other: string | null
  path: string
  onClose(): void
}

/** One file as it was and as it is: lines that came and went, with what is around them. */
export default function FileDiffDialog({ checkpoint, other, path, onClose }: Props) {
  const { told: compared, place } = useLook(path, () =>
    lookInto(checkpoint, 'checkpoints.compareFile', {
      checkpoint: checkpoint.id,
      with: other,
      path,
    }),
  )
  const running = useRunningAt(place)
  return (
    <DialogFrame onClose={onClose} size={1000} title={path}>
      <FailureAt place={place} />
      {compared ? <DiffLines compared={compared} /> : running && <Loader size="sm" />}
    </DialogFrame>
  )
}
