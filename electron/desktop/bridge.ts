import type { IpcRenderer } from 'electron'
import {
  ASK_CHANNEL,
  FRAME_CHANNEL,
  LANGUAGE_CHANNEL,
  type Message,
  QUIET_CHANNEL,
} from './messages.ts'

interface Listeners {
  onFrame(frame: unknown): void
  onClose(): void
}

/** What the page gets as `window.runcible`: connections to the hosts' engines, what it is asked, and where a dropped file lies. */
export function createBridge(
  ipc: Pick<IpcRenderer, 'on' | 'send'>,
  pathOf: (file: File) => string = () => '',
) {
  let lastConnection = 0
  const opened = new Map<number, Listeners>()
  const send = (message: Message) => ipc.send(FRAME_CHANNEL, message)

  ipc.on(FRAME_CHANNEL, (_event, { kind, connection, frame }: Message) => {
    const listeners = opened.get(connection)
    if (kind === 'frame') listeners?.onFrame(frame)
    else if (opened.delete(connection)) listeners?.onClose()
  })

  let heed: (ask: unknown) => void = () => {}
  ipc.on(ASK_CHANNEL, (_event, ask: unknown) => heed(ask))

  return {
    /** `onClose` is called once, whichever side closed; what is sent afterwards goes nowhere. */
    open(host: string, onFrame: (frame: unknown) => void, onClose: () => void) {
      const connection = ++lastConnection
      opened.set(connection, { onFrame, onClose })
      send({ kind: 'open', connection, host })
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
    /** From now on, and for what was asked before anybody listened. There is one listener. */
    onAsk(listener: (ask: unknown) => void) {
      heed = listener
      ipc.send(ASK_CHANNEL)
    },
    /** Whether the desktop is to show no notification: this page is shown to others. */
    beQuiet(quiet: boolean) {
      ipc.send(QUIET_CHANNEL, quiet)
    },
    /** The language that this page speaks: the menu and notifications shall, too. */
    speak(language: string) {
      ipc.send(LANGUAGE_CHANNEL, language)
    },
    /** The path of a file or folder that was dropped; empty where it has none. */
    pathOf,
  }
}
