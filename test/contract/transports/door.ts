import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDoor } from '../../../electron/engine/door/door.ts'
import { streamChannel } from '../../../electron/engine/door/stream-channel.ts'
import type { TransportKind } from '../transport.ts'
import { rawFrame } from './raw-frame.ts'

/** The engine's unix socket, which other hosts of this machine join it through. */
export const door: TransportKind = {
  name: 'the door',
  async start(attach) {
    const dir = await mkdtemp(join(tmpdir(), 'runcible-door-'))
    const path = join(dir, 'engine.sock')
    const opened = await openDoor(path, attach)
    return {
      async connect() {
        const socket = connect(path)
        await new Promise((resolve) => socket.once('connect', resolve))
        return {
          channel: streamChannel(socket),
          sendRaw(frame) {
            const bytes = rawFrame(frame)
            const length = Buffer.alloc(4)
            length.writeUInt32BE(bytes.length)
            socket.write(Buffer.concat([length, bytes]))
          },
          sendBytes: (bytes) => void socket.write(bytes),
          drop: () => socket.destroy(),
        }
      },
      async close() {
        await opened.close()
        await rm(dir, { recursive: true })
      },
    }
  },
}
