import { RuncibleError } from '../../../shared/errors.ts'
import {
  type ContainerRef,
  hostPortOf,
  keyOf,
  type Network,
  type OutboundNetwork,
  type PortForward,
} from '../../../shared/model.ts'
import { networkFilesOf } from '../network/files.ts'
import { requireFreePorts } from '../network/ports.ts'
import { type HeldNetwork, holdNetwork } from '../network/shared.ts'
import { requireSlirp } from '../network/way-out.ts'
import type { EngineContext } from './context.ts'
import type { InitHands } from './init-hands.ts'

/**
 * Throws where a network cannot be had, before anything is made of it: without the program that it needs, with a port that is
 * taken, or where the container whose it is does not live.
 */
export async function requireNetwork(
  context: EngineContext,
  ref: ContainerRef,
  network: Network,
): Promise<void> {
  if (network.kind === 'container') hold(context, ref, network.container).letGo()
  if (network.kind !== 'outbound') return
  requireSlirp(context)
  const { ok, reason } = (await context.preflight()).features.networkOut
  if (!ok) {
    throw new RuncibleError('unsupported', `there can be no way out here, because ${reason}`, {
      field: 'network',
      hint: 'Choose a network of its own without a way out, or the host’s.',
    })
  }
  await requireFreePorts(network.ports, whoForwards(context, ref))
}

/** The same of one that it has had before. The ports of a way out are its own while it lives. */
export async function requireOwnNetwork({ context, ref, meta, lives }: InitHands): Promise<void> {
  if (lives && meta.network.kind === 'outbound') return
  await requireNetwork(context, ref, meta.network)
}

/** Holds the network that a container shares; null where it is no other one's. */
export const holdShared = (context: EngineContext, ref: ContainerRef, network: Network) =>
  network.kind === 'container' ? hold(context, ref, network.container) : null

/** The path of the network that a container is to share, for its config.json. */
export function networkPathOf(
  context: EngineContext,
  ref: ContainerRef,
  network: Network,
): string | undefined {
  const held = holdShared(context, ref, network)
  held?.letGo()
  return held?.path
}

/** The names that the owner of a shared network goes by inside; null where it has no such files. */
export async function networkOwner(context: EngineContext, ref: ContainerRef, network: Network) {
  if (network.kind !== 'container') return null
  const owner = { namespace: ref.namespace, id: network.container }
  return networkFilesOf(context.layout.container(owner).dir)
}

function hold(context: EngineContext, ref: ContainerRef, container: string): HeldNetwork {
  const find = (wanted: ContainerRef) =>
    context.neighbours().find((other) => keyOf(other.ref) === keyOf(wanted)) ?? null
  return holdNetwork(ref, container, find)
}

/** The container besides `ref` that a port of this machine is forwarded to. */
const whoForwards = (context: EngineContext, ref: ContainerRef) => (port: PortForward) => {
  const other = context
    .neighbours()
    .find(
      ({ ref: at, init, network }) =>
        init !== null &&
        keyOf(at) !== keyOf(ref) &&
        network.kind === 'outbound' &&
        network.ports.some((each) => hostPortOf(each) === hostPortOf(port)),
    )
  return other?.ref.id ?? null
}

/** The network as a mend is to make it. Throws `failed-precondition` where there is nothing to mend. */
export function permitMend(
  network: Network,
  lives: boolean,
  ports: PortForward[] | undefined,
): OutboundNetwork {
  if (network.kind !== 'outbound') {
    throw new RuncibleError('failed-precondition', 'this network has no way out to restore', {
      hint: 'A way out is chosen when the container is created.',
    })
  }
  if (!lives) {
    throw new RuncibleError('failed-precondition', 'what has ended has no network', {
      hint: 'The way out comes back with a restore.',
    })
  }
  return ports ? { ...network, ports } : network
}
