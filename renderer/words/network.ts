import { t } from '@lingui/core/macro'
import type { Container, Network, PortForward } from '../../shared/model.ts'

/** Whose network a container has, in a few words. */
export function networkInWords(network: Network): string {
  switch (network.kind) {
    case 'own':
      return t`its own, without a way out`
    case 'host':
      return t`the host’s`
    case 'outbound':
      return t`its own, with a way out`
    case 'container':
      return t`that of ${{ id: network.container }}`
  }
}

/** `8080 → 80`, with the address where it is not this machine's alone, and the protocol where it is not TCP. */
export function portInWords({ hostAddress, hostPort, containerPort, protocol }: PortForward) {
  const from = hostAddress === '127.0.0.1' ? `${hostPort}` : `${hostAddress}:${hostPort}`
  return `${from} → ${containerPort}${protocol === 'udp' ? ' udp' : ''}`
}

/** Its ports in short, or that its way out is gone; nothing for a network without one. */
export function networkAside({
  network,
  wayOut,
  pid,
}: Pick<Container, 'network' | 'wayOut' | 'pid'>) {
  if (network.kind !== 'outbound') return undefined
  if (pid !== null && wayOut?.problem) return t`no way out`
  return network.ports.map(portInWords).join(', ') || undefined
}
