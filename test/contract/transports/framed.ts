import type { Readable, Writable } from 'node:stream'
import { channelOver } from '../../../electron/engine/door/stream-channel.ts'
import type { Connection } from '../transport.ts'
import { rawFrame } from './raw-frame.ts'

/** A connection over two byte streams: each frame after its length. `drop` breaks it. */
export const framed = (input: Readable, output: Writable, drop: () => void): Connection => ({
  channel: channelOver(input, output),
  sendRaw(frame) {
    const bytes = rawFrame(frame)
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    output.write(Buffer.concat([length, bytes]))
  },
  sendBytes: (bytes) => void output.write(bytes),
  drop,
})
