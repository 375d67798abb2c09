import { t } from '@lingui/core/macro'
import type { ProcessRef } from '../../shared/model.ts'
import { type ContainerRef, keyOf, refOf, type Shell } from '../model.ts'
import { nameOf } from '../store/foreign.ts'
import { debugName } from '../words/debug.ts'
import { attempt } from './attempt.ts'
import { openTab } from './navigate.ts'

/** A shell of this machine's inside the container's namespaces: for containers that have none, too. */
export const openDebugShell = (container: ContainerRef) =>
  open(
    container,
    t`Could not open a debug shell in ${{ id: nameOf(container) }}`,
    {},
    keyOf(container),
  )

/** strace on one of its processes, in a console. Gives whether it began; a failure stands at `place`. */
export const traceProcess = (
  container: ContainerRef,
  { pid, startTime, name }: ProcessRef & { name: string },
  place: string,
) => open(container, t`Could not trace ${name}`, { trace: { pid, startTime } }, place)

async function open(
  container: ContainerRef,
  what: string,
  wanted: { trace?: ProcessRef },
  place: string,
): Promise<boolean> {
  const { host } = container
  const shell = await attempt({
    host,
    place,
    what,
    run: (client, options) =>
      client.call('shells.open', { ...refOf(container), ...wanted }, options),
  })
  if (shell) openTab({ kind: 'shell', host, shell: shell.id })
  return shell !== undefined
}

/** Ends a debug session, and takes it from the list. */
export const endDebugShell = (shell: Shell) =>
  attempt({
    host: shell.host,
    place: keyOf(shell.container),
    what: t`Could not end ${{ name: debugName(shell, nameOf(shell.container)) }}`,
    run: (client, options) => client.call('shells.close', { shell: shell.id }, options),
  })
