import { existsSync } from 'node:fs'
import { openEngine } from '../../electron/engine/engine.ts'
import { type Folders, Layout } from '../../electron/engine/paths.ts'
import { connectBy } from '../../electron/hosts/ssh.ts'
import { version } from '../../package.json'
import { type Client, createClient } from '../../shared/client.ts'
import { serve } from '../../shared/server.ts'
import { memory } from '../contract/transports/memory.ts'
import { headless } from './headless.ts'
import { until } from './until.ts'

/** What carries the engine of a test. */
export interface Host {
  client: Client
  stop(): Promise<void>
}

/** The engine in this process; `stop` has it let go in order. */
export async function inProcess(folders: Folders): Promise<Host> {
  const engine = await openEngine({ folders, version: '0.0.0' })
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
export async function overStdio(folders: Folders): Promise<Host> {
  const channel = await connectBy(
    headless(folders, '--stdio'),
    'a child process',
    version,
    AbortSignal.timeout(30_000),
  )
  const client = createClient(channel)
  return {
    client,
    async stop() {
      client.close()
      await lockReleased(folders)
    },
  }
}

/** The engine has let go once its lock is gone. */
const lockReleased = ({ state }: Folders) =>
  until(() => !existsSync(new Layout({ state, run: '', tools: '' }).lock()), 'the engine to end')

/** What carries the engine where a test names nothing else: part `integration:stdio` runs some of the suite over a pipe. */
export const usualHost = process.env.RUNCIBLE_TEST_HOST === 'stdio' ? overStdio : inProcess
