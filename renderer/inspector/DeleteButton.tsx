import { t } from '@lingui/core/macro'
import { commandOf } from '../../shared/lifecycle.ts'
import type { Why } from '../actions/availability.ts'
import { act } from '../actions/containers.ts'
import type { Container } from '../model.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { Confirm } from '../parts/Confirm.tsx'
import type { Face } from './OneAction.tsx'

interface Props {
  container: Container
  why: Why
  face?: Face | undefined
}

/** What goes with a container: a rootfs of its own does, a folder of the user's does not. */
export const lostWith = ({ source }: Container) =>
  ['starter', 'checkpoint', 'image'].includes(source.kind)
    ? t`Its files, console text and exit codes are gone for good. Checkpoints stay.`
    : t`Its console text and exit codes are gone for good. Checkpoints and your folder stay.`

export function DeleteButton({ container, why, face }: Props) {
  return (
    <Confirm
      label={t`Delete ${{ name: container.id }}?`}
      lost={lostWith(container)}
      commands={[commandOf('delete', container.state, container.id)]}
      action={t`Delete ${{ name: container.id }}`}
      onConfirm={() => void act('delete', container)}
    >
      {(ask) => (
        <ActionButton
          why={why}
          command="container.delete"
          tip={<code>runc delete {container.id}</code>}
          aria-haspopup="dialog"
          onPress={ask}
          {...face}
        >
          {face?.children ?? t`Delete`}
        </ActionButton>
      )}
    </Confirm>
  )
}
