import { t } from '@lingui/core/macro'
import type { Client } from '../../shared/client.ts'
import { toWireError } from '../../shared/errors.ts'
import { type HostId, OWN_HOST, ROOT_HOST } from '../../shared/hosts.ts'
import { engineWords } from '../language/engine-words.ts'
import { useConnection } from '../store/connection.ts'
import { useDialogs } from '../store/dialogs.ts'
import { useHosts } from '../store/hosts.ts'
import { type Outcome, outcomeOf } from './dropped.ts'

/** Opens the dialog that takes what lies at `path`, filled in, or says why none does. */
export async function openPath(path: string): Promise<void> {
  const client = await connected()
  const outcome = await client.call('paths.probe', { path }).then(
    (probe) => outcomeOf(path, probe),
    (error): Outcome => ({
      kind: 'words',
      what: t`No container can be made of ${path}.`,
      why: engineWords(toWireError(error).message),
    }),
  )
  show(outcome)
}

export function show(outcome: Outcome): void {
  const { show } = useDialogs.getState()
  if (outcome.kind === 'create') {
    show({ kind: 'create', preset: { host: hostOfPaths(), source: outcome.source } })
  } else if (outcome.kind === 'import') {
    show({ kind: 'images', host: hostOfPaths(), path: outcome.path })
  } else if (outcome.kind === 'moment') {
    show({ kind: 'importCheckpoint', host: hostOfPaths(), path: outcome.path })
  } else show({ kind: 'dropped', what: outcome.what, why: outcome.why })
}

/** What is dropped lies on this machine: as root, where that is worked on. */
export function hostOfPaths(): HostId {
  return useHosts.getState().workedOn === ROOT_HOST ? ROOT_HOST : OWN_HOST
}

/** The engine's client, as soon as there is one: a path that was given at the start comes before it. */
function connected() {
  const clientOf = ({ byHost }: ReturnType<typeof useConnection.getState>) =>
    byHost.get(hostOfPaths())?.client
  const client = clientOf(useConnection.getState())
  if (client) return Promise.resolve<Client>(client)
  return new Promise<Client>((resolve) => {
    const leave = useConnection.subscribe((state) => {
      const client = clientOf(state)
      if (!client) return
      leave()
      resolve(client)
    })
  })
}
