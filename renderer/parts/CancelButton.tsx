import { t } from '@lingui/core/macro'
import type { ButtonProps } from '@mantine/core'
import type { Running } from '../store/running.ts'
import { ActionButton } from './ActionButton.tsx'

/** Ends what is under way; says so until it has ended, and why where it cannot. */
export function CancelButton({ running, ...rest }: { running: Running } & ButtonProps) {
  const { cancelling, noCancel } = running
  return (
    <ActionButton
      {...rest}
      why={cancelling ? t`waits until it has let go` : noCancel}
      onPress={running.cancel}
    >
      {cancelling ? t`Cancelling…` : t`Cancel`}
    </ActionButton>
  )
}
