import { z } from 'zod'
import { WireError } from '../errors.ts'
import { ContainerId } from './ids.ts'

const Port = z.number().int().min(1, 'a port is 1 to 65535').max(65_535, 'a port is 1 to 65535')

/** A port of this machine that leads to one of a container. */
export const PortForward = z.object({
  /** address of this machine; 0.0.0.0 is all of them, for other machines too */
  hostAddress: z.ipv4('must be an IPv4 address').default('127.0.0.1'),
  hostPort: Port,
  containerPort: Port,
  protocol: z.enum(['tcp', 'udp']).default('tcp'),
})
export type PortForward = z.infer<typeof PortForward>

/** One string for a port of this machine, as people write it. */
export const hostPortOf = ({ hostAddress, hostPort, protocol }: PortForward) =>
  `${hostAddress}:${hostPort}/${protocol}`

export const PortForwards = z
  .array(PortForward)
  .max(100, 'at most 100 ports')
  .superRefine((ports, context) => {
    for (const [index, port] of ports.entries()) {
      const first = ports.findIndex((other) => hostPortOf(other) === hostPortOf(port))
      if (first === index) continue
      context.addIssue({
        code: 'custom',
        message: `${hostPortOf(port)} is asked for twice`,
        path: [index, 'hostPort'],
      })
    }
  })

const OutboundNetwork = z.object({
  kind: z.literal('outbound'),
  ports: PortForwards.default([]),
  /** the gateway's address leads to this machine's own 127.0.0.1 */
  hostLoopback: z.boolean().default(false),
  /** name servers; none: this machine's */
  dns: z
    .array(z.union([z.ipv4(), z.ipv6()], 'must be an IP address'))
    .max(3, 'at most 3 name servers (resolv.conf’s own bound)')
    .default([]),
})
export type OutboundNetwork = z.infer<typeof OutboundNetwork>

const SharedNetwork = z.object({
  kind: z.literal('container'),
  /** of the same namespace, and alive */
  container: ContainerId,
})

const NetworkKinds = z.discriminatedUnion('kind', [
  /** a namespace of its own with nothing but loopback in it */
  z.object({ kind: z.literal('own') }),
  z.object({ kind: z.literal('host') }),
  /** a namespace of its own, and a program that carries what goes out of it and what comes in by forwarded ports */
  OutboundNetwork,
  /** the namespace of another container, as a pod shares it */
  SharedNetwork,
])
export type Network = z.output<typeof NetworkKinds>
/** As a caller writes it: the two that need no more than their names may be these alone, as earlier versions had them. */
export type NetworkInput = z.input<typeof NetworkKinds> | 'own' | 'host'

export const Network = z.preprocess(
  (value) => (value === 'own' || value === 'host' ? { kind: value } : value),
  NetworkKinds,
) as unknown as z.ZodType<Network, NetworkInput>

/** How a container with a way out reaches the world, now. */
export const WayOut = z.object({
  tool: z.enum(['slirp4netns']),
  /** its process; null where it is gone, or the container is */
  pid: z.number().int().nullable(),
  /** the container's address, and those that it finds this machine and its name server at */
  address: z.string(),
  gateway: z.string(),
  dns: z.string(),
  /** why there is none, though the container lives */
  problem: WireError.nullable(),
})
export type WayOut = z.infer<typeof WayOut>
