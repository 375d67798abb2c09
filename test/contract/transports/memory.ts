import type { Channel } from '../../../shared/wire.ts'
import type { TransportKind } from '../transport.ts'

/** Two channels in one process; each frame is cloned and arrives in a turn of its own, as on every other transport. */
export const memory: TransportKind = {
  name: 'memory',
  start: async (attach) => ({
    connect: async () => {
      const [client, server] = pair()
      attach(server)
      return { channel: client, sendRaw: client.send, drop: client.close }
    },
    close: async () => {},
  }),
}

interface End extends Channel {
  send(frame: unknown): void
}

/** Two ends of one channel. */
export function pair(): [End, End] {
  let open = true
  const frameListeners: Array<(frame: unknown) => void> = []
  const closeListeners: Array<() => void> = []
  const end = (mine: number, other: number): End => ({
    send(frame) {
      if (!open) return
      const clone: unknown = structuredClone(frame)
      setImmediate(() => {
        if (open) frameListeners[other]?.(clone)
      })
    },
    onFrame: (listener) => {
      frameListeners[mine] = listener
    },
    onClose: (listener) => {
      closeListeners[mine] = listener
    },
    close() {
      if (!open) return
      open = false
      for (const listener of closeListeners) listener?.()
    },
  })
  return [end(0, 1), end(1, 0)]
}
