import { relay } from '../../../electron/engine/door/door.ts'
import type { TransportKind } from '../transport.ts'
import { pair } from './memory.ts'
import { served } from './served.ts'

/** A window of a second host: its frames are passed on through the door to the first host's engine. */
export const relayed: TransportKind = {
  name: 'a relay through the door',
  async start(attach) {
    const { path, close } = await served(attach)
    return {
      async connect() {
        const [window, host] = pair()
        relay(host, path, () => {})
        return { channel: window, sendRaw: window.send, drop: window.close }
      },
      close,
    }
  },
}
