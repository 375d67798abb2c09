import { t } from '@lingui/core/macro'
import type { PortForward } from '../../shared/model.ts'
import { type ContainerRef, keyOf, refOf } from '../model.ts'
import { attempt } from './attempt.ts'

/** Where what was asked of a container's network stands. */
export const networkPlace = (container: ContainerRef) => `network ${keyOf(container)}`

/** Gives a container its way out anew; with `ports`, those are forwarded from then on. */
export function mendNetwork(container: ContainerRef, ports?: PortForward[]) {
  return attempt({
    host: container.host,
    place: networkPlace(container),
    what: t`Could not restore the way out of ${{ id: container.id }}`,
    run: (client, options) =>
      client.call(
        'containers.mendNetwork',
        { ...refOf(container), ...(ports && { ports }) },
        options,
      ),
  })
}
