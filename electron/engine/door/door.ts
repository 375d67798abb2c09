import { closeSync, constants, openSync } from 'node:fs'
import { chmod, mkdir, rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { basename, dirname } from 'node:path'
import { RuncibleError } from '../../../shared/errors.ts'
import { relay as passOn } from '../../../shared/relay.ts'
import type { Channel } from '../../../shared/wire.ts'
import { streamChannel } from './stream-channel.ts'

export interface Door {
  close(): Promise<void>
}

/**
 * Listens on a unix socket at `path`, mode 0600 in a folder that only its user can enter, and hands each connection to
 * `attach`. Only the holder of the engine's lock may: what lies at `path` is taken for a dead engine's. Throws
 * `unavailable` where it cannot listen.
 */
export async function openDoor(path: string, attach: (channel: Channel) => void): Promise<Door> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await rm(path, { force: true })
  const guests = new Set<Channel>()
  const server = createServer((socket) => {
    const channel = streamChannel(socket)
    guests.add(channel)
    socket.on('close', () => guests.delete(channel))
    attach(channel)
  })
  await throughFolder(path, (short) => {
    return new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(short, resolve)
    })
  }).catch((cause: Error) => {
    throw new RuncibleError('unavailable', `cannot listen at ${path}: ${cause.message}`, { cause })
  })
  await chmod(path, 0o600)
  return {
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const guest of guests) guest.close()
      await closed
      await rm(path, { force: true })
    },
  }
}

/** Connects to the engine behind the door at `path`. Throws `unavailable` where nobody answers. */
export async function knock(path: string): Promise<Channel> {
  const socket = await throughFolder(path, (short) => {
    return new Promise<Socket>((resolve, reject) => {
      const connecting = connect(short, () => resolve(connecting.off('error', reject)))
      connecting.once('error', reject)
    })
  }).catch((cause: Error) => {
    throw new RuncibleError('unavailable', `nobody answers at ${path}: ${cause.message}`, { cause })
  })
  return streamChannel(socket)
}

/**
 * Passes frames on between a window and the engine behind a door until either closes. `nobody` is called, and the window
 * closed, where nobody answers there.
 */
export function relay(window: Channel, path: string, nobody: () => void): void {
  void passOn(window, () =>
    knock(path).catch((error) => {
      nobody()
      throw error
    }),
  )
}

/** A unix socket's path holds 107 bytes, so the folder is named by a descriptor, whatever its own length. */
async function throughFolder<T>(path: string, use: (short: string) => Promise<T>): Promise<T> {
  const folder = openSync(dirname(path), constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    return await use(`/proc/self/fd/${folder}/${basename(path)}`)
  } finally {
    closeSync(folder)
  }
}
