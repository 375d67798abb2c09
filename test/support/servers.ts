import { createServer, get, type Server } from 'node:http'
import { type AddressInfo, createServer as createTcp } from 'node:net'
import { networkInterfaces } from 'node:os'

/** An address of this machine besides loopback; null where it has none. */
export const ownAddress = () =>
  Object.values(networkInterfaces())
    .flat()
    .find((one) => one && !one.internal && one.family === 'IPv4')?.address ?? null

/** A server that answers `text` to everybody who reaches it, on a port of its own; `port`, and how to end it. */
export async function serveText(host: string, text: string) {
  const server: Server = createServer((_request, response) => response.end(text))
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  const { port } = server.address() as AddressInfo
  return {
    port,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

/** Ports that nobody listens on. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createTcp()
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      return server
    }),
  )
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}

/** What a port of this machine's loopback answers over HTTP; null where nobody does within a second. */
export function fetchFrom(port: number, host = '127.0.0.1'): Promise<string | null> {
  return new Promise((resolve) => {
    const request = get({ host, port, agent: false, timeout: 1000 }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (more: string) => {
        text += more
      })
      response.on('end', () => resolve(text))
      response.on('error', () => resolve(null))
    })
    request.on('timeout', () => request.destroy())
    request.on('error', () => resolve(null))
  })
}
