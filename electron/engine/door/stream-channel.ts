import type { Socket } from 'node:net'
import type { Readable, Writable } from 'node:stream'
import {
  type Channel,
  decodeFrame,
  encodeFrame,
  MAX_FRAME_BYTES,
  MAX_WAITING_BYTES,
} from '../../../shared/wire.ts'

const LENGTH_BYTES = 4

/** A connected socket as a channel. */
export const streamChannel = (socket: Socket): Channel => channelOver(socket, socket)

/**
 * Two byte streams as a channel: each frame after its length (u32, big endian). They are the channel's from now on, and end
 * with it.
 */
export function channelOver(input: Readable, output: Writable): Channel {
  let open = true
  let onFrame: (frame: unknown) => void = () => {}
  let onClose = () => {}
  const end = () => {
    if (!open) return
    open = false
    onClose()
  }
  const cutOff = () => {
    input.destroy()
    output.destroy()
    end()
  }
  const reader = new FrameReader()
  input.on('data', (chunk) => {
    for (const frame of reader.read(chunk)) if (open) onFrame(frame)
    if (reader.isBroken) cutOff()
  })
  input.on('end', end)
  for (const stream of new Set([input, output])) {
    stream.on('error', end)
    stream.on('close', end)
  }
  return {
    send(frame) {
      if (!open) return
      const bytes = encodeFrame(frame)
      const length = Buffer.alloc(LENGTH_BYTES)
      length.writeUInt32BE(bytes.length)
      output.cork()
      output.write(length)
      output.write(bytes)
      output.uncork()
      if (output.writableLength > MAX_WAITING_BYTES) cutOff()
    },
    onFrame(listener) {
      onFrame = listener
    },
    onClose(listener) {
      onClose = listener
    },
    close() {
      // What was sent still goes out.
      output.end(() => {
        input.destroy()
        output.destroy()
      })
      end()
    },
  }
}

/** Cuts a byte stream into frames. */
class FrameReader {
  /** what came cannot be frames: there is no finding the way back */
  isBroken = false
  #chunks: Buffer[] = []
  #size = 0
  #needed = LENGTH_BYTES

  /** The frames that `chunk` completes, up to where the stream broke. */
  read(chunk: Buffer): unknown[] {
    this.#chunks.push(chunk)
    this.#size += chunk.length
    const frames: unknown[] = []
    try {
      while (this.#size >= this.#needed) {
        const bytes = this.#take()
        if (bytes) frames.push(decodeFrame(bytes))
      }
    } catch {
      this.isBroken = true
    }
    return frames
  }

  /** The next frame's bytes; null when only its length is there. */
  #take(): Buffer | null {
    const bytes = Buffer.concat(this.#chunks)
    const length = bytes.readUInt32BE()
    if (length > MAX_FRAME_BYTES) throw new RangeError(`a frame of ${length} bytes`)
    const end = LENGTH_BYTES + length
    const isWhole = bytes.length >= end
    this.#keep(isWhole ? bytes.subarray(end) : bytes)
    this.#needed = isWhole ? LENGTH_BYTES : end
    return isWhole ? bytes.subarray(LENGTH_BYTES, end) : null
  }

  #keep(rest: Buffer): void {
    this.#chunks = [rest]
    this.#size = rest.length
  }
}
