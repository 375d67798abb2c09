import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { ROOT } from '../../build/compile.mjs'
import { socketChannel } from '../../electron/http/socket-channel.ts'
import { type Client, createClient } from '../../shared/client.ts'
import { end } from './programs.ts'
import type { Workplace } from './workplace.ts'

const START_MS = 30_000

export interface Served {
  pid: number
  /** the address it printed */
  url: string
  /** ends it, and waits until it has ended */
  stop(): Promise<void>
}

/** The web host, as a user starts it, on a state folder of its own. */
export function startHost(place: Workplace, folder: string): Promise<Served> {
  const env = {
    RUNCIBLE_STATE: place.folder(folder, 'state'),
    RUNCIBLE_RUN: place.folder(folder, 'run'),
  }
  return serving(
    place,
    [join(ROOT, 'out/main/web.cjs')],
    join(place.folder(folder), 'host.log'),
    env,
  )
}

/** Starts a server in Node that prints `URL: …` once it serves. Throws its last words when it ends before. */
export async function serving(
  place: Workplace,
  args: string[],
  log: string,
  env: Record<string, string> = {},
): Promise<Served> {
  const stderr = openSync(log, 'a')
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', stderr],
  })
  closeSync(stderr)
  const ended = once(child, 'exit').then(([code, signal]: unknown[]) => {
    const said = readFileSync(log, 'utf8').trim()
    throw new Error(`the server ended with ${signal ?? code}: ${said}`)
  })
  const late = sleep(START_MS, null, { ref: false }).then(() => {
    throw new Error('the server does not serve')
  })
  const pid = child.pid as number
  const stop = place.atEnd(() => end(pid))
  return { pid, url: await Promise.race([printedUrl(child.stdout), ended, late]), stop }
}

async function printedUrl(stdout: Readable | null): Promise<string> {
  for await (const line of stdout ? createInterface({ input: stdout }) : []) {
    const url = /^URL: (\S+)/.exec(line)?.[1]
    if (url) return url
  }
  return new Promise(() => {})
}

/** A client of a web host, let in as a browser is: the address with the token gives the cookie that opens the socket. */
export async function connect(url: string): Promise<Client> {
  const { origin, host } = new URL(url)
  const answer = await fetch(url, { redirect: 'manual' })
  await answer.arrayBuffer()
  const cookie = answer.headers.getSetCookie().map((set) => set.split(';')[0])
  const socket = new WebSocket(`ws://${host}/ws`, 'runcible', {
    headers: { Origin: origin, Cookie: cookie.join('; ') },
    perMessageDeflate: false,
  })
  await once(socket, 'open')
  return createClient(socketChannel(socket))
}
