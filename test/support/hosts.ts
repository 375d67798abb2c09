import { existsSync, readFileSync } from 'node:fs'
import { openEngine } from '../../electron/engine/engine.ts'
import { foreignRoots } from '../../electron/engine/foreign/roots.ts'
import { type Folders, Layout } from '../../electron/engine/paths.ts'
import { processStartTime } from '../../electron/engine/runtime/proc.ts'
import { connectBy, sshHost } from '../../electron/hosts/ssh.ts'
import { version } from '../../package.json'
import { type Client, createClient } from '../../shared/client.ts'
import { serve } from '../../shared/server.ts'
import type { Channel } from '../../shared/wire.ts'
import { memory } from '../contract/transports/memory.ts'
import { inChild } from './child-engine.ts'
import { headless } from './headless.ts'
import { entryFor, sshd } from './over-ssh.ts'
import { until } from './until.ts'

/** What carries the engine of a test. */
export interface Host {
  client: Client
  stop(): Promise<void>
}

/** Opens an engine on these folders. `through`: a command that runs it in other surroundings (`unshare --mount …`). */
export type Carrier = (folders: Folders, through?: string[]) => Promise<Host>

/** The engine in this process; `stop` has it let go in order. */
export async function inProcess(folders: Folders): Promise<Host> {
  const engine = await openEngine({
    folders,
    version: '0.0.0',
    foreignRoots: foreignRoots(process.env),
  })
  const transport = await memory.start((channel) => serve(channel, engine.service))
  const client = createClient((await transport.connect()).channel)
  return {
    client,
    async stop() {
      client.close()
      await transport.close()
      await engine.close()
    },
  }
}

/** The built engine without a window, in a process of its own, on its stdio; `stop` has it let go in order. */
export const overStdio: Carrier = async (folders, through = []) =>
  remote(
    folders,
    await connectBy(
      program(folders, through),
      'a child process',
      version,
      AbortSignal.timeout(30_000),
    ),
  )

/** The same behind a real sshd on loopback. */
export const overSsh: Carrier = async (folders, through = []) => {
  const entry = entryFor(`engine-${nameOf(folders)}`, program(folders, through))
  const host = sshHost(entry, { version, ssh: sshd().client() })
  return remote(folders, await host.connect(AbortSignal.timeout(30_000)))
}

/** What carries the engine where a test names nothing else: parts of `npm test` run the suite over a pipe, or over ssh. */
const BY_NAME: Record<string, Carrier> = { stdio: overStdio, ssh: overSsh }
export const usualHost = BY_NAME[process.env.RUNCIBLE_TEST_HOST ?? ''] ?? inProcess

/** Whether the engines of this run live in processes of their own. */
export const isRemote = usualHost !== inProcess

/** The engine in a process of its own, reached as the others of this run; `stop` is SIGKILL. */
export const killable: Carrier = async (folders, through = []) => {
  if (!isRemote) return inChild(folders, through)
  const { client } = await usualHost(folders, through)
  return {
    client,
    async stop() {
      const pid = enginePid(folders)
      process.kill(pid, 'SIGKILL')
      await client.closed
      await until(() => processStartTime(pid) === null, 'the engine to be gone')
    },
  }
}

/** The process whose engine manages these folders. */
export function enginePid(folders: Folders): number {
  return JSON.parse(readFileSync(new Layout(folders).lock(), 'utf8')).pid
}

/** By its absolute path, since tests take programs out of the search path. */
const program = (folders: Folders, through: string[]) => [
  ...['/usr/bin/env', `RUNCIBLE_TOOLS=${folders.tools}`],
  ...through,
  ...headless(folders, '--stdio'),
]

const nameOf = ({ state }: Folders) => state.replaceAll('/', '-')

function remote(folders: Folders, channel: Channel): Host {
  const client = createClient(channel)
  return {
    client,
    async stop() {
      client.close()
      await until(() => !existsSync(new Layout(folders).lock()), 'the engine to end')
    },
  }
}
