import type { Socket } from 'node:net'
import {
  type Channel,
  decodeFrame,
  encodeFrame,
  MAX_FRAME_BYTES,
  MAX_WAITING_BYTES,
} from '../../../shared/wire.ts'

const LENGTH_BYTES = 4

/** A connected byte stream as a channel: each frame after its length (u32, big endian). */
export function streamChannel(socket: Socket): Channel {
  let open = true
  let onFrame: (frame: unknown) => void = () => {}
  let onClose = () => {}
  const end = () => {
    if (!open) return
    open = false
    onClose()
  }
  const reader = new FrameReader()
  socket.on('data', (chunk) => {
    for (const frame of reader.read(chunk)) if (open) onFrame(frame)
    if (!reader.isBroken) return
    socket.destroy()
    end()
  })
  socket.on('error', end)
  socket.on('end', end)
  socket.on('close', end)
  return {
    send(frame) {
      if (!open) return
      const bytes = encodeFrame(frame)
      const length = Buffer.alloc(LENGTH_BYTES)
      length.writeUInt32BE(bytes.length)
      socket.cork()
      socket.write(length)
      socket.write(bytes)
      socket.uncork()
      if (socket.writableLength <= MAX_WAITING_BYTES) return
      socket.destroy()
      end()
    },
    onFrame(listener) {
      onFrame = listener
    },
    onClose(listener) {
      onClose = listener
    },
    close() {
      socket.destroySoon()
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
