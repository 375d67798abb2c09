import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { takeGreeting } from '../../../electron/engine/door/greeting.ts'
import { makeToken } from '../../../electron/engine/door/tokens.ts'
import { openUserDoor } from '../../../electron/headless/user-door.ts'
import { withoutRoot } from '../../support/unless.ts'
import type { TransportKind } from '../transport.ts'
import { framed } from './framed.ts'

/** The socket that root's engine opens for one user; each connection says the token that the one before was given. */
export const rootSocket: TransportKind = {
  name: "root's socket for a user",
  skip: withoutRoot,
  async start(attach) {
    // Not below the temporary folder, where everybody may write.
    const dir = mkdtempSync('/run/runcible-test-')
    chmodSync(dir, 0o755)
    let token = makeToken()
    const door = await openUserDoor({
      base: join(dir, 'users'),
      uid: 51_234,
      token,
      version: '0.0.0',
      attach,
    })
    return {
      async connect() {
        const socket = connect(door.path)
        await once(socket, 'connect')
        socket.write(`${token}\n`)
        token = (await takeGreeting(socket)).token ?? ''
        return framed(socket, socket, () => socket.destroy())
      },
      async close() {
        door.close()
        rmSync(dir, { recursive: true })
      },
    }
  },
}
