import { join } from 'node:path'
import { RuncibleError } from '../../../shared/errors.ts'
import { serve } from '../../../shared/server.ts'
import type { Channel } from '../../../shared/wire.ts'
import { type EngineOptions, openEngine } from '../engine.ts'
import { knock, openDoor, relay } from './door.ts'

/** What a host lets its windows in to. */
export interface Entrance {
  /** true: the engine runs in another process */
  joined: boolean
  /** Serves a window until its channel closes. */
  attach(channel: Channel): void
  /** Ends the engine where it is ours; containers run on. */
  close(): Promise<void>
}

/**
 * Opens the engine with its door, or joins the one that manages the folders already.
 * Throws `unavailable` while another holds them and does not answer.
 */
export async function openOrJoin(options: EngineOptions): Promise<Entrance> {
  const path = join(options.folders.run, 'engine.sock')
  try {
    return await openWithDoor(options, path)
  } catch (error) {
    const isHeld = error instanceof RuncibleError && error.code === 'unavailable'
    if (!isHeld || !(await answers(path))) throw error
    return { joined: true, attach: (channel) => relay(channel, path), close: async () => {} }
  }
}

async function openWithDoor(options: EngineOptions, path: string): Promise<Entrance> {
  const engine = await openEngine(options)
  const attach = (channel: Channel) => serve(channel, engine.service)
  const door = await openDoor(path, attach).catch(async (error) => {
    await engine.close()
    throw error
  })
  return {
    joined: false,
    attach,
    async close() {
      await door.close()
      await engine.close()
    },
  }
}

async function answers(path: string): Promise<boolean> {
  try {
    const channel = await knock(path)
    channel.close()
    return true
  } catch {
    return false
  }
}
