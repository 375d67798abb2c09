import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { knock } from '../../electron/engine/door/door.ts'
import type { Folders } from '../../electron/engine/paths.ts'
import { createClient } from '../../shared/client.ts'
import { bundled } from './bundle.ts'
import type { Host } from './hosts.ts'

/**
 * The engine in a process of its own, joined through its door as a second host joins it. `stop` is SIGKILL: what it was in
 * the middle of stays where it was. `through`: a command that runs it in other surroundings (`unshare --mount …`).
 */
export async function inChild(folders: Folders, through: string[] = []): Promise<Host> {
  const { state, run, tools } = folders
  const [program = '', ...args] = [
    ...through,
    process.execPath,
    await bundled('child-host'),
    state,
    run,
    tools,
  ]
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  let said = ''
  child.stderr.on('data', (text) => {
    said += text
  })
  const ended = once(child, 'exit')
  await Promise.race([
    once(child.stdout, 'data'),
    ended.then(() => Promise.reject(new Error(`the engine did not open: ${said}`))),
  ])
  const client = createClient(await knock(join(run, 'engine.sock')))
  return {
    client,
    async stop() {
      child.kill('SIGKILL')
      await ended
      client.close()
    },
  }
}
