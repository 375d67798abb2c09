import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { which } from '../../build/setup/tools.mjs'
import type { Client } from '../../shared/client.ts'
import { Ours, type Wish } from './peers/ours.ts'
import { PodmanPeer } from './peers/podman.ts'
import { startPtyPeer, startPtys } from './peers/pty.ts'
import { Starter } from './programs.ts'
import { Viewer } from './viewer.ts'
import type { Workplace } from './workplace.ts'

/** Whose consoles are opened. */
export type ConsoleName = 'ours' | 'pty' | 'podman'

export interface ConsoleRunner {
  name: ConsoleName
  viewer: Viewer
}

/** The same shell script on a terminal of ours, on a bare pty and on podman's, all after they have said `ready`. */
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
  name: ConsoleName
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
  const podman = which('podman') ? await openPodman(place, name, script, prepare) : null
  const crowds: Crowd[] = [
    { name: 'ours', viewers: [] },
    { name: 'pty', viewers: [] },
  ]
  if (podman) crowds.push({ name: 'podman', viewers: [] })
  for (let n = 1; n <= count; n++) {
    const id = count === 1 ? name : `${name}-${n}`
    copyFileSync(config, join(place.folder(name, 'bundles', id), 'config.json'))
    await ours.run(id, wish)
    const target = { kind: 'init', ...ours.ref(id) } as const
    crowds[0]?.viewers.push(new Viewer(ours.client, target))
    crowds[1]?.viewers.push(new Viewer(pty, target))
    if (podman) crowds[2]?.viewers.push(new Viewer(podman, target))
  }
  for (const { viewers } of crowds) for (const viewer of viewers) await viewer.said('ready')
  return crowds
}

/** A container of podman's in which every console that is opened is a `podman exec -it`, under a bare node-pty. */
async function openPodman(
  place: Workplace,
  name: string,
  script: string,
  prepare: (rootfs: string) => void,
): Promise<Client> {
  const peer = new PodmanPeer(place, new Starter(place))
  prepare(peer.rootfs)
  await peer.up(name)
  const { argv, env } = peer.command('exec', '-it', name, 'sh', '-c', script)
  return startPtys(place, 'podman-pty', argv, env)
}
