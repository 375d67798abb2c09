import { createBridge } from '../../../electron/desktop/bridge.ts'
import { acceptPages } from '../../../electron/desktop/ipc-channel.ts'
import { FRAME_CHANNEL } from '../../../electron/desktop/messages.ts'
import { ORIGIN } from '../../../electron/desktop/origin.ts'
import { openChannel } from '../../../renderer/connection/channel.ts'
import type { Frame } from '../../../shared/wire.ts'
import type { TransportKind } from '../transport.ts'
import { FakeElectron } from './fake-electron.ts'

/** Frames whose messages are none of ours: another origin's, one within our page, one that has gone since. */
const STRANGERS = [
  { origin: 'https://evil.example', parent: null },
  { origin: ORIGIN, parent: {} },
  null,
]

/** The desktop host's channel, from the page's own end through the preload's bridge, on a fake of Electron's IPC. */
export const electron: TransportKind = {
  name: "Electron's channel (on a fake)",
  async start(attach) {
    const fake = new FakeElectron()
    acceptPages(fake.ipcMain, attach)
    return {
      async connect() {
        const page = fake.openPage()
        Object.assign(globalThis, { window: { runcible: createBridge(page.ipcRenderer) } })
        const channel = await openChannel()
        return {
          channel,
          sendRaw: (frame) => channel.send(frame as Frame),
          sendMessage: (message) => page.ipcRenderer.send(FRAME_CHANNEL, message),
          drop: () => page.crash(),
        }
      },
      async sendForeign(frame) {
        for (const sender of STRANGERS) {
          const page = fake.openPage(sender)
          page.ipcRenderer.send(FRAME_CHANNEL, { kind: 'open', connection: 1 })
          page.ipcRenderer.send(FRAME_CHANNEL, { kind: 'frame', connection: 1, frame })
        }
      },
      async close() {
        Reflect.deleteProperty(globalThis, 'window')
      },
    }
  },
}
