import { t } from '@lingui/core/macro'
import type { HostId } from '../../shared/hosts.ts'
import { attempt } from './attempt.ts'

export const NAMESPACE_PLACE = 'namespaces'

/** Makes a runtime root of its own under that name. Gives all there are, undefined where it failed. */
export const addNamespace = (host: HostId, namespace: string) =>
  attempt({
    host,
    place: NAMESPACE_PLACE,
    what: t`Could not add the namespace`,
    run: (client, options) => client.call('namespaces.add', { namespace }, options),
  })
