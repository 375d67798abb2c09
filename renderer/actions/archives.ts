import { t } from '@lingui/core/macro'
import type { CallInput } from '../../shared/contract.ts'
import type { HostId } from '../../shared/hosts.ts'
import type { Checkpoint } from '../../shared/model.ts'
import { takenNames, useContainers } from '../store/containers.ts'
import { useDialogs } from '../store/dialogs.ts'
import { forkName } from '../words/names.ts'
import { attempt } from './attempt.ts'

/** Where a moment is brought in from a file. */
export const ARCHIVE_PLACE = 'import checkpoint'

/** What lies in an archive; undefined where that cannot be told. */
export const lookAtArchive = (host: HostId, path: string) =>
  attempt({
    host,
    place: ARCHIVE_PLACE,
    what: t`Could not look into the archive`,
    run: (client, options) => client.call('checkpoints.look', { path }, options),
  })

/** Brings a moment in; undefined where that failed or was cancelled. */
export const importArchive = (host: HostId, input: CallInput<'checkpoints.import'>) =>
  attempt({
    host,
    place: ARCHIVE_PLACE,
    what: t`Could not bring the checkpoint in`,
    run: (client, options) => client.call('checkpoints.import', input, options),
  })

/** A new container of a moment that was brought in, called as the one that it was taken of where that name is free. */
export function createFromImported(host: HostId, { id, container }: Checkpoint): void {
  const { namespace } = container
  const taken = takenNames(useContainers.getState().byKey.values(), host, namespace)
  const name = taken.has(container.id) ? forkName(container.id, taken) : container.id
  useDialogs.getState().show({
    kind: 'create',
    preset: { host, source: { kind: 'checkpoint', checkpoint: id }, namespace, id: name },
  })
}
