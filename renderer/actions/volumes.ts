import { t } from '@lingui/core/macro'
import type { HostId } from '../../shared/hosts.ts'
import { useVolumes } from '../volumes/volumes-store.ts'
import { attempt } from './attempt.ts'

/** Where volumes are listed and removed. */
export const VOLUMES_PLACE = 'volumes'
/** Where one is made. */
export const NEW_VOLUME_PLACE = 'new volume'

export async function listVolumes(host: HostId): Promise<void> {
  const volumes = await attempt({
    host,
    place: VOLUMES_PLACE,
    what: t`Could not list the volumes`,
    run: (client, options) => client.call('volumes.list', {}, options),
  })
  if (volumes) useVolumes.getState().put(host, volumes)
}

export const createVolume = (host: HostId, name: string) =>
  attempt({
    host,
    place: NEW_VOLUME_PLACE,
    what: t`Could not make volume ${name}`,
    run: (client, options) => client.call('volumes.create', { name }, options),
  })

export const removeVolume = (host: HostId, name: string) =>
  attempt({
    host,
    place: VOLUMES_PLACE,
    what: t`Could not remove volume ${name}`,
    run: (client, options) => client.call('volumes.remove', { name }, options),
  })
