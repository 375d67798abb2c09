import { t } from '@lingui/core/macro'
import { whyNoStoring } from '../actions/availability.ts'
import { makeWhole, storeMoment } from '../actions/moment-storage.ts'
import { useCircumstances } from '../actions/use-circumstances.ts'
import { type Checkpoint, keyOf } from '../model.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { useCheckpointsOf } from '../store/checkpoints.ts'

/** Stores a moment as a difference to another one, or brings it back for good. */
export function StoreButton({ checkpoint }: { checkpoint: Checkpoint }) {
  const around = useCircumstances(checkpoint.host)
  const others = useCheckpointsOf(keyOf(checkpoint.container)).length - 1
  const why = whyNoStoring(checkpoint, others, around)
  if (checkpoint.stored) {
    return (
      <ActionButton
        why={why}
        tip={t`its memory as it was written: a restore need not wait for it`}
        onPress={() => void makeWhole(checkpoint)}
      >
        {t`Make whole`}
      </ActionButton>
    )
  }
  return (
    <ActionButton
      why={why}
      tip={t`to the memory of another moment: it takes less of the disk, and a restore longer`}
      onPress={() => void storeMoment(checkpoint)}
    >
      {t`Store as a difference`}
    </ActionButton>
  )
}
