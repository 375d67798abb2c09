import { plural, t } from '@lingui/core/macro'
import { Button } from '@mantine/core'
import { commandOf } from '../../shared/lifecycle.ts'
import { actOnAll } from '../actions/bulk.ts'
import { act } from '../actions/containers.ts'
import { type Container, keyOf } from '../model.ts'
import { DialogFoot } from '../parts/DialogFoot.tsx'
import { DialogFrame } from '../parts/DialogFrame.tsx'
import { Runs } from '../parts/Runs.tsx'
import { nameWithHost } from '../store/hosts.ts'
import { lostWith } from './DeleteButton.tsx'

interface Props {
  containers: readonly Container[]
  onClose(): void
}

type Containers = Props['containers']

const onlyOf = ([first, ...others]: Containers) =>
  first && others.length === 0 ? nameWithHost(first) : null

const questionOf = (containers: Containers): string => {
  const name = onlyOf(containers)
  return name === null
    ? plural(
        { n: containers.length },
        { one: 'Delete # container?', other: 'Delete # containers?' },
      )
    : t`Delete ${name}?`
}

const answerOf = (containers: Containers): string => {
  const name = onlyOf(containers)
  return name === null
    ? plural({ n: containers.length }, { one: 'Delete # container', other: 'Delete # containers' })
    : t`Delete ${name}`
}

/** Asks before containers are deleted by a key or the palette, where no button is to ask beside. Enter deletes, Escape keeps. */
export function DeleteDialog({ containers, onClose }: Props) {
  const [only, ...others] = containers
  if (!only) return null
  const one = others.length === 0
  const sure = () => {
    onClose()
    if (one) void act('delete', only)
    else void actOnAll('delete', containers)
  }
  return (
    <DialogFrame onClose={onClose} size={440} title={questionOf(containers)}>
      <p>
        {one
          ? lostWith(only)
          : t`Their files, console texts and exit codes are gone for good. Checkpoints stay.`}{' '}
        {t`This cannot be undone.`}
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
          {answerOf(containers)}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t`Keep`}
        </Button>
      </DialogFoot>
    </DialogFrame>
  )
}
