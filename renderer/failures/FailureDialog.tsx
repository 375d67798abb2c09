import { DialogFrame } from '../parts/DialogFrame.tsx'
import type { Failure } from '../store/failures.ts'
import { FailureCard } from './FailureCard.tsx'

interface Props {
  title: string
  failure: Failure
  onClose(): void
}

/** Something failed that has no place of its own in the window. */
export function FailureDialog({ title, failure, onClose }: Props) {
  return (
    <DialogFrame onClose={onClose} size={520} title={title}>
      <FailureCard failure={failure} />
    </DialogFrame>
  )
}
