import { openEngine } from '../../electron/engine/engine.ts'
import type { Folders } from '../../electron/engine/paths.ts'
import { type Client, createClient } from '../../shared/client.ts'
import { memory } from '../contract/transports/memory.ts'

/** What carries the engine of a test. */
export interface Host {
  client: Client
  stop(): Promise<void>
}

/** The engine in this process; `stop` has it let go in order. */
export async function inProcess(folders: Folders): Promise<Host> {
  const engine = await openEngine({ folders, version: '0.0.0' })
  const transport = await memory.start(engine.service)
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
