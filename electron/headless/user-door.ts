import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, mkdirSync, rmdirSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { RuncibleError } from '../../shared/errors.ts'
import type { Channel } from '../../shared/wire.ts'
import { greetingLine } from '../engine/door/greeting.ts'
import { takeLine } from '../engine/door/line.ts'
import { streamChannel } from '../engine/door/stream-channel.ts'
import { OneTimeTokens, TOKEN_LENGTH } from '../engine/door/tokens.ts'
import { notRoots } from '../engine/root-owned.ts'

export interface UserDoorOptions {
  /** folder of the folders of users: root's, made where it is not there */
  base: string
  uid: number
  /** opens for the first connection */
  token: string
  version: string
  attach(channel: Channel): void
}

export interface UserDoor {
  /** of the socket */
  path: string
  close(): void
}

/** Who has connected says its token within this time. */
const TOKEN_WITHIN_MS = 5_000
/** So many may stand before the door without a token. */
const MAX_WAITING = 8
/** A unix socket's path. */
const MAX_PATH_BYTES = 107

/**
 * Listens for one user of the machine, as root: a socket of that user's (0600) in a new folder that only that user can enter
 * (0700), in `base`, which everybody can walk through and only root can write. Node cannot ask the kernel who has connected
 * (SO_PEERCRED), so the folder and its owner keep the others out, and the token those of the user's programs that were not
 * meant: each connection needs one of its own, which opens once, and is given the next.
 * Throws `failed-precondition` where somebody besides root could have laid something in the way.
 */
export async function openUserDoor(options: UserDoorOptions): Promise<UserDoor> {
  const folder = makeFolder(options.base, options.uid)
  const path = join(folder, 'engine.sock')
  const tokens = new OneTimeTokens(options.token)
  const guests = new Set<Socket>()
  let waiting = 0
  const server = createServer((socket) => {
    // Whatever goes wrong with one that is not let in yet concerns nobody.
    socket.on('error', () => {})
    if (waiting >= MAX_WAITING) return socket.destroy()
    waiting++
    guests.add(socket)
    socket.on('close', () => guests.delete(socket))
    letIn(socket, tokens, options)
      .catch(() => socket.destroy())
      .finally(() => waiting--)
  })
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(path, resolve)
    })
    chmodSync(path, 0o600)
    chownSync(path, options.uid, -1)
    // The folder last: what lies in it is the user's to change from here on.
    chownSync(folder, options.uid, -1)
  } catch (cause) {
    server.close()
    removeFolder(folder, path)
    throw new RuncibleError('unavailable', `cannot listen at ${path}: ${(cause as Error).message}`)
  }
  return {
    path,
    close() {
      server.close()
      for (const guest of guests) guest.destroy()
      removeFolder(folder, path)
    },
  }
}

async function letIn(socket: Socket, tokens: OneTimeTokens, options: UserDoorOptions) {
  const token = await takeLine(socket, { maxBytes: TOKEN_LENGTH, timeoutMs: TOKEN_WITHIN_MS })
  const next = tokens.redeem(token)
  if (next === null) throw new RuncibleError('permission-denied', 'that token does not open')
  socket.write(greetingLine({ runcible: options.version, token: next }))
  options.attach(streamChannel(socket))
}

function makeFolder(base: string, uid: number): string {
  const fault = notRoots(join(base, '..'))
  if (fault) throw inTheWay(fault.path, fault.why)
  try {
    mkdirSync(base, { mode: 0o711 })
    chmodSync(base, 0o711)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const planted = notRoots(base)
  if (planted) throw inTheWay(planted.path, planted.why)
  const folder = join(base, `${uid}-${randomBytes(8).toString('hex')}`)
  if (Buffer.byteLength(folder) + 12 > MAX_PATH_BYTES)
    throw new RuncibleError('invalid-input', `${base} is too long for a socket’s path`)
  // Neither a folder nor a link is made use of that is there already.
  mkdirSync(folder, { mode: 0o700 })
  return folder
}

const inTheWay = (path: string, why: string) =>
  new RuncibleError('failed-precondition', `${path} ${why}, so nothing is laid there as root`, {
    hint: `Look at it, and remove it or give it back to root: ls -ld ${path}`,
  })

/** Not what is in it besides: that would be done as root in a folder of the user's. */
function removeFolder(folder: string, socket: string): void {
  try {
    rmSync(socket, { force: true })
    rmdirSync(folder)
  } catch (error) {
    console.error(`${folder} stays: ${(error as Error).message}`)
  }
}
