import { once } from 'node:events'
import { connect } from 'node:net'
import type { TransportKind } from '../transport.ts'
import { framed } from './framed.ts'
import { served } from './served.ts'

/** The engine's unix socket, which other hosts of this machine join it through. */
export const door: TransportKind = {
  name: 'the door',
  async start(attach) {
    const { path, close } = await served(attach)
    return { connect: () => throughSocket(path), close }
  },
}

/** A connection to whoever serves behind the door at `path`. */
export async function throughSocket(path: string) {
  const socket = connect(path)
  await once(socket, 'connect')
  return framed(socket, socket, () => socket.destroy())
}
