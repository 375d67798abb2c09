import { ref, type TestEngine } from './test-engine.ts'
import { Viewer } from './viewer.ts'

/** What the shell at a container's console answers to a command. */
export async function askShell(engine: TestEngine, id: string, command: string): Promise<string> {
  const viewer = await Viewer.open(engine.client, { kind: 'init', ...ref(id) })
  return viewer.ask(command).finally(() => viewer.close())
}

/** What a command in a running container prints, its failures too; `user`: absent, as its init. */
export async function ask(
  engine: TestEngine,
  id: string,
  text: string,
  user?: string,
): Promise<string> {
  const args = ['/bin/sh', '-c', `{ ${text}\n} 2>&1; echo over`]
  const request = { args, ...(user && { user }) }
  const { id: exec } = await engine.call('execs.create', { ...ref(id), request })
  await engine.call('execs.start', { ...ref(id), exec })
  const viewer = await Viewer.open(engine.client, { kind: 'exec', ...ref(id), exec })
  await viewer.shows(/over\r?\n/)
  const said = viewer.text.replaceAll('\r', '')
  viewer.close()
  await engine.execEnded(id, exec)
  return said.slice(0, said.lastIndexOf('over')).trim()
}
