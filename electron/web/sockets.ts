import type { IncomingMessage, Server } from 'node:http'
import { OWN_HOST } from '../../shared/hosts.ts'
import type { Channel } from '../../shared/wire.ts'
import { socketChannel } from '../http/socket-channel.ts'
import { acceptUpgrades } from '../http/upgrades.ts'
import type { Guard } from './guard.ts'

/** /ws leads to the engine of this process; /ws/NAME to another host's, or to the register of hosts. */
const PATH = /^\/ws(?:\/([a-z0-9-]{1,64}))?$/

/**
 * Lets pages of ours open a WebSocket and hands each to `attach` with the host that it asks for. Gives back what closes them
 * all.
 * A browser sends cookies along with any site's WebSocket, so the Origin is asked for as well.
 */
export function acceptSockets(
  server: Server,
  guard: Guard,
  attach: (channel: Channel, host: string) => void,
): () => Promise<void> {
  return acceptUpgrades(server, {
    refusal: (request) => refusal(request, guard),
    take: (socket, request) => attach(socketChannel(socket), hostIn(request) ?? OWN_HOST),
  }).end
}

/** The HTTP status that refuses an upgrade; undefined where it is welcome. */
function refusal({ headers, url }: IncomingMessage, guard: Guard): number | undefined {
  if (!guard.isOurHost(headers.host)) return 421
  if (!guard.isOurOrigin(headers.origin, headers.host)) return 403
  if (!guard.hasCookie(headers.cookie)) return 401
  return url !== undefined && PATH.test(url) ? undefined : 404
}

const hostIn = ({ url }: IncomingMessage) => url?.match(PATH)?.[1]
