import { type ContainerRef, keyOf, type Shell } from '../../shared/model.ts'
import { couldNot } from '../words/actions.ts'
import { attempt } from './attempt.ts'
import { openTab } from './navigate.ts'

/** A terminal on the host inside the container's namespaces, for containers that have no shell. */
export async function openHostShell({ namespace, id }: ContainerRef): Promise<void> {
  const shell = await attempt({
    place: keyOf({ namespace, id }),
    what: couldNot('open a host shell in', id),
    run: (client, options) => client.call('shells.open', { namespace, id }, options),
  })
  if (shell) openTab({ kind: 'shell', shell: shell.id })
}

/** Ends a host shell: nothing else keeps it. */
export const closeHostShell = (shell: Shell) =>
  attempt({
    place: keyOf(shell.container),
    what: couldNot('close', shell.title),
    run: (client, options) => client.call('shells.close', { shell: shell.id }, options),
  })
