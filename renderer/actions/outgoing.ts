import { t } from '@lingui/core/macro'
import type { CallInput } from '../../shared/contract.ts'
import { type ContainerRef, keyOf, refOf } from '../model.ts'
import type { ExportSubject } from '../store/dialogs.ts'
import { commitPlace, exportPlace } from '../store/places.ts'
import { attempt } from './attempt.ts'

export type CommitFields = Omit<CallInput<'containers.commit'>, 'namespace' | 'id'>
export type ExportForm = CallInput<'containers.export'>['form']
type ChangesPart = Omit<CallInput<'containers.changes'>, 'namespace' | 'id'>

/** Where a container's changes are shown. */
export const changesPlace = (container: ContainerRef) => `changes ${keyOf(container)}`

/** A page of what a container changed; undefined where that failed. */
export const readChanges = (container: ContainerRef, query: ChangesPart) =>
  attempt({
    host: container.host,
    place: changesPlace(container),
    what: t`Could not read the changes of ${{ id: container.id }}`,
    run: (client, options) =>
      client.call('containers.changes', { ...refOf(container), ...query }, options),
  })

/** Makes an image of a container; undefined where that failed or was cancelled. */
export const commitContainer = (container: ContainerRef, fields: CommitFields) =>
  attempt({
    host: container.host,
    place: commitPlace(container),
    what: t`Could not make an image of ${{ id: container.id }}`,
    run: (client, options) =>
      client.call('containers.commit', { ...refOf(container), ...fields }, options),
  })

/** Where what is written out stands, and on which host that is done. */
export function exportSubject(what: ExportSubject) {
  switch (what.kind) {
    case 'image':
      return { host: what.host, place: exportPlace(what.image), name: what.name }
    case 'checkpoint': {
      const { host, id, name } = what.checkpoint
      return { host, place: exportPlace(id), name }
    }
    case 'container': {
      const { host, id } = what.container
      return { host, place: exportPlace(keyOf(what.container)), name: id }
    }
  }
}

/** Writes a container, an image or a moment out; undefined where that failed or was cancelled. */
export const exportTo = (what: ExportSubject, form: ExportForm, path: string) => {
  const { host, place, name } = exportSubject(what)
  return attempt({
    host,
    place,
    what: t`Could not export ${name}`,
    run: (client, options) => {
      switch (what.kind) {
        case 'image':
          return client.call('images.export', { image: what.image, path }, options)
        case 'checkpoint':
          return client.call(
            'checkpoints.export',
            { checkpoint: what.checkpoint.id, path },
            options,
          )
        case 'container':
          return client.call('containers.export', { ...refOf(what.container), form, path }, options)
      }
    },
  })
}
