import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ours, type Wish } from './peers/ours.ts'
import { startPtyPeer } from './peers/pty.ts'
import { Viewer } from './viewer.ts'
import type { Workplace } from './workplace.ts'

export interface ConsoleRunner {
  name: 'ours' | 'pty'
  viewer: Viewer
}

/** The same shell script on a terminal of ours and on a bare pty, both after they have said `ready`. */
export async function openConsoles(
  place: Workplace,
  name: string,
  script: string,
  prepare: (rootfs: string) => void = () => {},
): Promise<ConsoleRunner[]> {
  const ours = await Ours.start(place, name)
  prepare(ours.rootfs)
  const wish: Wish = {
    process: { args: ['/bin/sh', '-c', script], terminal: true },
    stdin: 'open',
  }
  const config = await ours.writeConfig(join(place.folder(name), 'config.json'), wish)
  const bundles = place.folder(name, 'bundles')
  copyFileSync(config, join(place.folder(name, 'bundles', name), 'config.json'))
  await ours.run(name, wish)
  const pty = await startPtyPeer(place, bundles)
  const target = { kind: 'init', ...ours.ref(name) } as const
  const runners: ConsoleRunner[] = [
    { name: 'ours', viewer: new Viewer(ours.client, target) },
    { name: 'pty', viewer: new Viewer(pty, target) },
  ]
  for (const { viewer } of runners) await viewer.said('ready')
  return runners
}
