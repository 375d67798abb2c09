import type { IpcRenderer } from 'electron'
import { FRAME_CHANNEL, type Message } from './messages.ts'

interface Listeners {
  onFrame(frame: unknown): void
  onClose(): void
}

/** What the page gets as `window.runcible`: connections to the engine, and nothing else of the main process. */
export function createBridge(ipc: Pick<IpcRenderer, 'on' | 'send'>) {
  let lastConnection = 0
  const opened = new Map<number, Listeners>()
  const send = (message: Message) => ipc.send(FRAME_CHANNEL, message)

  ipc.on(FRAME_CHANNEL, (_event, { kind, connection, frame }: Message) => {
    const listeners = opened.get(connection)
    if (kind === 'frame') listeners?.onFrame(frame)
    else if (opened.delete(connection)) listeners?.onClose()
  })

  return {
    /** `onClose` is called once, whichever side closed; what is sent afterwards goes nowhere. */
    open(onFrame: (frame: unknown) => void, onClose: () => void) {
      const connection = ++lastConnection
      opened.set(connection, { onFrame, onClose })
      send({ kind: 'open', connection })
      return {
        send(frame: unknown) {
          if (opened.has(connection)) send({ kind: 'frame', connection, frame })
        },
        close() {
          if (!opened.delete(connection)) return
          send({ kind: 'close', connection })
          onClose()
        },
      }
    },
  }
}
