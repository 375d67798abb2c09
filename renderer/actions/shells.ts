import { type ContainerRef, keyOf, refOf, type Shell } from '../model.ts'
import { couldNot } from '../words/actions.ts'
import { attempt } from './attempt.ts'
import { openTab } from './navigate.ts'

/** A terminal on the host inside the container's namespaces, for containers that have no shell. */
export async function openHostShell(container: ContainerRef): Promise<void> {
  const { host } = container
  const shell = await attempt({
    host,
    place: keyOf(container),
    what: couldNot('open a host shell in', container.id),
    run: (client, options) => client.call('shells.open', refOf(container), options),
  })
  if (shell) openTab({ kind: 'shell', host, shell: shell.id })
}

/** Ends a host shell: nothing else keeps it. */
export const closeHostShell = (shell: Shell) =>
  attempt({
    host: shell.host,
    place: keyOf(shell.container),
    what: couldNot('close', shell.title),
    run: (client, options) => client.call('shells.close', { shell: shell.id }, options),
  })
