import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDoor } from '../../../electron/engine/door/door.ts'
import { acquireLock } from '../../../electron/engine/lock.ts'
import type { Channel } from '../../../shared/wire.ts'

/**
 * Folders as an engine has them, in a temporary one: this process holds their lock and serves behind their door, so that every
 * program that opens them joins us here.
 */
export async function served(attach: (channel: Channel) => void) {
  const dir = await mkdtemp(join(tmpdir(), 'runcible-served-'))
  const folders = { state: join(dir, 'state'), run: join(dir, 'run') }
  const path = join(folders.run, 'engine.sock')
  const lock = await acquireLock(join(folders.state, 'lock'))
  const door = await openDoor(path, attach)
  return {
    folders,
    /** the door's socket */
    path,
    /** `left` resolves when those who joined have gone. */
    async close(left?: () => Promise<unknown>) {
      await door.close()
      await left?.()
      await lock.release()
      await rm(dir, { recursive: true })
    },
  }
}
