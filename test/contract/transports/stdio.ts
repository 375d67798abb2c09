import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDoor } from '../../../electron/engine/door/door.ts'
import { takeGreeting } from '../../../electron/engine/door/greeting.ts'
import { channelOver } from '../../../electron/engine/door/stream-channel.ts'
import { acquireLock } from '../../../electron/engine/lock.ts'
import { headless } from '../../support/headless.ts'
import type { TransportKind } from '../transport.ts'
import { rawFrame } from './raw-frame.ts'

/**
 * The built engine without a window in a process of its own, on its stdin and stdout, as ssh runs it. This process holds the
 * lock of its folders and serves behind their door, so it joins us there.
 */
export const stdio: TransportKind = {
  name: "a child process's stdio",
  async start(attach) {
    const dir = await mkdtemp(join(tmpdir(), 'runcible-stdio-'))
    const folders = { state: join(dir, 'state'), run: join(dir, 'run') }
    const lock = await acquireLock(join(folders.state, 'lock'))
    const opened = await openDoor(join(folders.run, 'engine.sock'), attach)
    const ends: Promise<unknown>[] = []
    return {
      async connect() {
        const [program = '', ...args] = headless(folders, '--stdio')
        const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] })
        ends.push(once(child, 'exit'))
        child.stdin.on('error', () => {})
        await takeGreeting(child.stdout)
        return {
          channel: channelOver(child.stdout, child.stdin),
          sendRaw(frame) {
            const bytes = rawFrame(frame)
            const length = Buffer.alloc(4)
            length.writeUInt32BE(bytes.length)
            child.stdin.write(Buffer.concat([length, bytes]))
          },
          drop: () => child.kill('SIGKILL'),
        }
      },
      async close() {
        await opened.close()
        await Promise.all(ends)
        await lock.release()
        await rm(dir, { recursive: true })
      },
    }
  },
}
