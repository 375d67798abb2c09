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
  const crowds = await openCrowds(place, name, script, { count: 1, prepare })
  return crowds.map(({ name, viewers: [viewer] }) => ({ name, viewer: viewer as Viewer }))
}

export interface Crowd {
  name: 'ours' | 'pty'
  viewers: Viewer[]
}

/** That as many times over, for what goes on at once. */
export async function openCrowds(
  place: Workplace,
  name: string,
  script: string,
  { count, prepare = () => {} }: { count: number; prepare?: (rootfs: string) => void },
): Promise<Crowd[]> {
  const ours = await Ours.start(place, name)
  prepare(ours.rootfs)
  const wish: Wish = {
    process: { args: ['/bin/sh', '-c', script], terminal: true },
    stdin: 'open',
  }
  const config = await ours.writeConfig(join(place.folder(name), 'config.json'), wish)
  const bundles = place.folder(name, 'bundles')
  const pty = await startPtyPeer(place, bundles)
  const crowds: Crowd[] = [
    { name: 'ours', viewers: [] },
    { name: 'pty', viewers: [] },
  ]
  for (let n = 1; n <= count; n++) {
    const id = count === 1 ? name : `${name}-${n}`
    copyFileSync(config, join(place.folder(name, 'bundles', id), 'config.json'))
    await ours.run(id, wish)
    const target = { kind: 'init', ...ours.ref(id) } as const
    crowds[0]?.viewers.push(new Viewer(ours.client, target))
    crowds[1]?.viewers.push(new Viewer(pty, target))
  }
  for (const { viewers } of crowds) for (const viewer of viewers) await viewer.said('ready')
  return crowds
}
