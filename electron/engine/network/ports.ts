import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'
import { RuncibleError } from '../../../shared/errors.ts'
import { hostPortOf, type PortForward } from '../../../shared/model.ts'

/** What a port of this machine is forwarded for already; null where it is none of ours. */
export type WhoForwards = (port: PortForward) => string | null

/**
 * Sees to it that every port can be had before anything is made of it: the program that is to forward them only says that it
 * cannot. Throws `failed-precondition` for a port that is taken, `permission-denied` for one below 1024, `invalid-input` for
 * an address that this machine has not, each with the field at fault.
 */
export async function requireFreePorts(
  ports: readonly PortForward[],
  whoForwards: WhoForwards,
): Promise<void> {
  for (const [index, port] of ports.entries()) {
    const problem = await bindProblem(port)
    if (problem) throw refusal(port, problem, `network.ports.${index}.hostPort`, whoForwards(port))
  }
}

/** The errno of a trial; null where the port is free. */
function bindProblem({
  protocol,
  hostAddress,
  hostPort,
}: PortForward): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve) => {
    if (protocol === 'udp') {
      const socket = createSocket('udp4')
      socket.once('error', (error) => {
        socket.close()
        resolve(error)
      })
      socket.bind({ address: hostAddress, port: hostPort, exclusive: true }, () =>
        socket.close(() => resolve(null)),
      )
      return
    }
    const server = createServer()
    server.once('error', resolve)
    server.listen({ host: hostAddress, port: hostPort, exclusive: true }, () =>
      server.close(() => resolve(null)),
    )
  })
}

function refusal(
  port: PortForward,
  cause: NodeJS.ErrnoException,
  field: string,
  holder: string | null,
): RuncibleError {
  const name = hostPortOf(port)
  switch (cause.code) {
    case 'EADDRINUSE':
      return new RuncibleError(
        'failed-precondition',
        holder ? `port ${name} is forwarded to ${holder} already` : `port ${name} is taken`,
        {
          field,
          hint: holder
            ? `Choose another port, or end ${holder} first.`
            : 'Choose another port, or end what listens there (ss -ltnup names it).',
          cause,
        },
      )
    case 'EACCES':
      return new RuncibleError(
        'permission-denied',
        `port ${name} needs root: ports below 1024 are not an ordinary user’s`,
        {
          field,
          hint: 'Choose a port from 1024 on. An administrator can move that bound: sysctl net.ipv4.ip_unprivileged_port_start.',
          cause,
        },
      )
    case 'EADDRNOTAVAIL':
      return new RuncibleError('invalid-input', `this machine has no address ${port.hostAddress}`, {
        field,
        hint: 'Choose 127.0.0.1 for this machine alone, or 0.0.0.0 for every address that it has.',
        cause,
      })
    default:
      return new RuncibleError(
        'runtime-failed',
        `port ${name} cannot be opened: ${cause.message}`,
        { field, cause },
      )
  }
}
