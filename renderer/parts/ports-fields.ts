import type { PortForward } from '../../shared/model.ts'

/** A forwarded port as it is typed. */
export interface PortFields {
  hostAddress: string
  hostPort: string
  containerPort: string
  protocol: PortForward['protocol']
}

export const NEW_PORT: PortFields = {
  hostAddress: '127.0.0.1',
  hostPort: '',
  containerPort: '',
  protocol: 'tcp',
}

export const fromPorts = (ports: readonly PortForward[]): PortFields[] =>
  ports.map(({ hostPort, containerPort, ...others }) => ({
    ...others,
    hostPort: String(hostPort),
    containerPort: String(containerPort),
  }))

/** As the engine takes them; a row that nothing was typed in is none, and what is no port is left to it to refuse. */
export const toPorts = (fields: readonly PortFields[]): PortForward[] =>
  fields
    .filter(({ hostPort, containerPort }) => hostPort !== '' || containerPort !== '')
    .map(({ hostAddress, hostPort, containerPort, protocol }) => ({
      hostAddress: hostAddress.trim() || '127.0.0.1',
      hostPort: Number(hostPort || containerPort),
      containerPort: Number(containerPort || hostPort),
      protocol,
    }))
