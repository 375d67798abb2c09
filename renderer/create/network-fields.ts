import type { Network, NetworkInput } from '../../shared/model.ts'
import { fromPorts, NEW_PORT, type PortFields, toPorts } from '../parts/ports-fields.ts'

/** The network as it is chosen in the create dialog; source: as the bundle or the checkpoint has it. */
export type NetworkChoice = Network['kind'] | 'source'

/** What belongs to a network besides its kind, as typed. */
export interface NetworkFields {
  ports: PortFields[]
  hostLoopback: boolean
  /** addresses, with spaces or commas between */
  dns: string
  /** whose network is shared */
  container: string | null
}

export const NEW_NETWORK: NetworkFields = {
  ports: [],
  hostLoopback: false,
  dns: '',
  container: null,
}

/** The fields of a network that there was, to choose another one from. */
export const fromNetwork = (network: Network | null | undefined): NetworkFields => ({
  ...NEW_NETWORK,
  ...(network?.kind === 'outbound' && {
    ports: fromPorts(network.ports),
    hostLoopback: network.hostLoopback,
    dns: network.dns.join(' '),
  }),
  ...(network?.kind === 'container' && { container: network.container }),
})

/** As the engine takes it; absent where the source decides. */
export function toNetwork(choice: NetworkChoice, fields: NetworkFields): NetworkInput | undefined {
  switch (choice) {
    case 'source':
      return undefined
    case 'outbound':
      return {
        kind: 'outbound',
        ports: toPorts(fields.ports),
        hostLoopback: fields.hostLoopback,
        dns: fields.dns.split(/[\s,]+/).filter(Boolean),
      }
    case 'container':
      return { kind: 'container', container: fields.container ?? '' }
    default:
      return choice
  }
}

/** The choices that there are: what a restored process has cannot become another's, or the host's. */
export function choicesFor(source: string, then: Network | null | undefined): NetworkChoice[] {
  if (source !== 'checkpoint') {
    const all: NetworkChoice[] = ['own', 'outbound', 'host', 'container']
    return source === 'bundle' ? ['source', ...all] : all
  }
  switch (then?.kind) {
    case 'own':
      return ['source', 'outbound']
    case 'outbound':
      return ['source', 'outbound', 'own']
    case 'container':
      return ['source', 'container']
    default:
      return []
  }
}

/** Ports below this are root's. */
const FIRST_OF_USERS = 1024

/** Forwards for the ports that an image says it listens on (`80/tcp`), each to one of the same number or 8000 more. */
export const fromExposed = (exposed: readonly string[]): PortFields[] =>
  exposed.flatMap((entry) => {
    const [, port, protocol = 'tcp'] = /^(\d+)(?:\/(tcp|udp))?$/.exec(entry) ?? []
    if (port === undefined) return []
    const hostPort = Number(port) < FIRST_OF_USERS ? Number(port) + 8000 : Number(port)
    return {
      ...NEW_PORT,
      hostPort: String(hostPort),
      containerPort: port,
      protocol: protocol === 'udp' ? 'udp' : 'tcp',
    }
  })
