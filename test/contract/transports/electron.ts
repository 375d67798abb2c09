import { createBridge } from '../../../electron/desktop/bridge.ts'
import { acceptPages } from '../../../electron/desktop/ipc-channel.ts'
import { openChannel } from '../../../renderer/connection/channel.ts'
import { serve } from '../../../shared/server.ts'
import type { Frame } from '../../../shared/wire.ts'
import type { TransportKind } from '../transport.ts'
import { FakeElectron } from './fake-electron.ts'

/** The desktop host's channel, from the page's own end through the preload's bridge, on a fake of Electron's IPC. */
export const electron: TransportKind = {
  name: "Electron's channel (on a fake)",
  async start(service) {
    const fake = new FakeElectron()
    acceptPages(fake.ipcMain, (channel) => serve(channel, service))
    return {
      async connect() {
        const page = fake.openPage()
        Object.assign(globalThis, { window: { runcible: createBridge(page.ipcRenderer) } })
        const channel = await openChannel()
        return {
          channel,
          sendRaw: (frame) => channel.send(frame as Frame),
          drop: () => page.crash(),
        }
      },
      async close() {
        Reflect.deleteProperty(globalThis, 'window')
      },
    }
  },
}
