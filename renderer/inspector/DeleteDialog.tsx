import { Button } from '@mantine/core'
import { commandOf } from '../../shared/lifecycle.ts'
import { actOnAll } from '../actions/bulk.ts'
import { act } from '../actions/containers.ts'
import { type Container, keyOf } from '../model.ts'
import { DialogFoot } from '../parts/DialogFoot.tsx'
import { DialogFrame } from '../parts/DialogFrame.tsx'
import { Runs } from '../parts/Runs.tsx'
import { nameWithHost } from '../store/hosts.ts'
import { count } from '../words/sizes.ts'
import { lostWith } from './DeleteButton.tsx'

interface Props {
  containers: readonly Container[]
  onClose(): void
}

/** Asks before containers are deleted by a key or the palette, where no button is to ask beside. Enter deletes, Escape keeps. */
export function DeleteDialog({ containers, onClose }: Props) {
  const [only, ...others] = containers
  if (!only) return null
  const one = others.length === 0
  const what = one ? nameWithHost(only) : count(containers.length, 'container')
  const sure = () => {
    onClose()
    if (one) void act('delete', only)
    else void actOnAll('delete', containers)
  }
  return (
    <DialogFrame onClose={onClose} size={440} title={`Delete ${what}?`}>
      <p>
        {one
          ? lostWith(only)
          : 'Their files, console texts and exit codes are gone for good. Checkpoints stay.'}{' '}
        This cannot be undone.
      </p>
      {!one && (
        <ul>
          {containers.map((each) => (
            <li key={keyOf(each)}>{nameWithHost(each)}</li>
          ))}
        </ul>
      )}
      <Runs commands={containers.map(({ id, state }) => commandOf('delete', state, id))} />
      <DialogFoot>
        <Button color="red.9" data-autofocus onClick={sure}>
          Delete {what}
        </Button>
        <Button variant="default" onClick={onClose}>
          Keep
        </Button>
      </DialogFoot>
    </DialogFrame>
  )
}
