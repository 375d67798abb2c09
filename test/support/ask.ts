import { ref, type TestEngine } from './test-engine.ts'
import { Viewer } from './viewer.ts'

/** What a command in a running container prints, its failures too. */
export async function ask(engine: TestEngine, id: string, text: string): Promise<string> {
  const { id: exec } = await engine.exec(id, '/bin/sh', '-c', `{ ${text}; } 2>&1; echo over`)
  const viewer = await Viewer.open(engine.client, { kind: 'exec', ...ref(id), exec })
  await viewer.shows(/over\r?\n/)
  const said = viewer.text.replaceAll('\r', '')
  viewer.close()
  await engine.execEnded(id, exec)
  return said.slice(0, said.lastIndexOf('over')).trim()
}
