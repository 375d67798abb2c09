import type { RawData, WebSocket } from 'ws'
import {
  type Channel,
  decodeFrame,
  encodeFrame,
  type Frame,
  MAX_WAITING_BYTES,
} from '../../shared/wire.ts'

/** How often a silent peer is asked whether it is there; one that did not answer by the next time is gone. */
const PING_EVERY_MS = 15_000

/** WebSocket close codes, RFC 6455 section 7.4.1. */
const NORMAL = 1000
const CANNOT_ACCEPT = 1003
const VIOLATION = 1008
/** A close frame's reason holds at most 123 bytes. */
const MAX_REASON = 120

interface SocketOptions {
  maxWaitingBytes?: number
  pingEveryMs?: number
}

/** An open WebSocket as a channel of binary frames. */
export function socketChannel(
  socket: WebSocket,
  { maxWaitingBytes = MAX_WAITING_BYTES, pingEveryMs = PING_EVERY_MS }: SocketOptions = {},
): Channel {
  let open = true
  let onFrame: (frame: unknown) => void = () => {}
  let onClose = () => {}

  const end = () => {
    if (!open) return
    open = false
    clearInterval(pinging)
    onClose()
  }
  const close = (code: number, reason: string) => {
    if (!open) return
    socket.close(code, reason.replace(/[^ -~]/g, '?').slice(0, MAX_REASON))
    end()
  }

  let answered = true
  const pinging = setInterval(() => {
    if (!answered) return socket.terminate()
    answered = false
    socket.ping()
  }, pingEveryMs)
  socket.on('pong', () => {
    answered = true
  })
  socket.on('message', (data, isBinary) => {
    if (!open) return
    const frame = isBinary && decoded(data)
    if (frame) onFrame(frame)
    else close(CANNOT_ACCEPT, 'a message that is no frame arrived')
  })
  // A frame too large or not of the protocol: ws has sent the close frame itself, and 'close' follows.
  socket.on('error', end)
  socket.on('close', end)

  return {
    send(frame: Frame) {
      if (!open) return
      socket.send(encodeFrame(frame))
      if (socket.bufferedAmount <= maxWaitingBytes) return
      socket.terminate()
      end()
    },
    onFrame(listener) {
      onFrame = listener
    },
    onClose(listener) {
      onClose = listener
    },
    close: (violation) => close(violation ? VIOLATION : NORMAL, violation ?? ''),
  }
}

/** What a message holds; undefined where it is no frame. ws gives one Buffer, as long as nobody sets its binaryType. */
function decoded(data: RawData): unknown {
  try {
    return decodeFrame(data as Buffer)
  } catch {
    return undefined
  }
}
