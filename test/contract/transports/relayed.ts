import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDoor, relay } from '../../../electron/engine/door/door.ts'
import type { TransportKind } from '../transport.ts'
import { pair } from './memory.ts'

/** A window of a second host: its frames are passed on through the door to the first host's engine. */
export const relayed: TransportKind = {
  name: 'a relay through the door',
  async start(attach) {
    const dir = await mkdtemp(join(tmpdir(), 'runcible-relay-'))
    const path = join(dir, 'engine.sock')
    const opened = await openDoor(path, attach)
    return {
      async connect() {
        const [window, host] = pair()
        relay(host, path, () => {})
        return { channel: window, sendRaw: window.send, drop: window.close }
      },
      async close() {
        await opened.close()
        await rm(dir, { recursive: true })
      },
    }
  },
}
