import { join } from 'node:path'
import { which } from '../../../build/setup/tools.mjs'
import type { Name } from '../figures.ts'
import { makeImage } from '../image.ts'
import { CtrPeer } from '../peers/ctr.ts'
import { Ours } from '../peers/ours.ts'
import type { Peer } from '../peers/peer.ts'
import { PodmanPeer } from '../peers/podman.ts'
import { RuncPeer } from '../peers/runc.ts'
import { Starter } from '../programs.ts'
import { interleave, medians, type Sample } from '../rounds.ts'
import type { Workplace } from '../workplace.ts'
import type { Part } from './part.ts'

/** A container's life, with every peer that the machine has. */
export const life: Part = {
  names: ['up', 'exec', 'pause', 'kill', 'delete'],
  async measure(place, rounds, wanted) {
    const starter = new Starter(place)
    const peers = await ownAndRunc(place, starter)
    if (which('podman')) peers.push(new PodmanPeer(place, starter))
    if (which('containerd') && which('ctr')) peers.push(await CtrPeer.start(place, starter))
    const taken = await interleave(peers, rounds, (peer) => live(peer, wanted))
    return medians(taken, [...wanted])
  },
}

/** Up again, but of an image, in whose files nobody may write: each of the runners shares them by overlay. */
export const fromImage: Part = {
  names: ['up_image'],
  async measure(place, rounds) {
    const starter = new Starter(place)
    const image = await makeImage(place.folder('image'))
    const peers: Peer[] = [await Ours.start(place, 'ours')]
    if (which('podman')) peers.push(new PodmanPeer(place, starter, 'overlay'))
    if (which('containerd') && which('ctr')) peers.push(await CtrPeer.start(place, starter))
    for (const peer of peers) await peer.bringImage?.(image)
    return medians(await interleave(peers, rounds, upAndAway), ['up_image'])
  },
}

async function upAndAway(peer: Peer): Promise<Sample> {
  const id = nextId()
  const up_image = await peer.upImage?.(id)
  await peer.kill(id)
  await peer.delete(id)
  return { up_image }
}

/** Written to disk and brought back. Everybody ends the container with it; ctr has no such thing without an image. */
export const freeze: Part = {
  names: ['checkpoint', 'restore'],
  async measure(place, rounds, wanted) {
    const starter = new Starter(place)
    const peers = await ownAndRunc(place, starter)
    if (which('podman')) peers.push(new PodmanPeer(place, starter))
    const taken = await interleave(peers, rounds, freezeAndThaw)
    return medians(taken, [...wanted])
  },
}

async function live(peer: Peer, wanted: ReadonlySet<Name>): Promise<Sample> {
  const id = nextId()
  const up = await peer.up(id)
  const exec = wanted.has('exec') ? await peer.exec(id) : undefined
  const pause = wanted.has('pause') ? await peer.pause(id) : undefined
  return { up, exec, pause, kill: await peer.kill(id), delete: await peer.delete(id) }
}

async function freezeAndThaw(peer: Peer): Promise<Sample> {
  const id = nextId()
  await peer.up(id)
  const checkpoint = await peer.checkpoint?.(id)
  const restore = await peer.restore?.(id)
  await peer.kill(id)
  await peer.delete(id)
  return { checkpoint, restore }
}

async function ownAndRunc(place: Workplace, starter: Starter): Promise<Peer[]> {
  const ours = await Ours.start(place, 'ours')
  const config = await ours.writeConfig(join(place.dir, 'config.json'))
  return [ours, new RuncPeer(place, starter, config)]
}

let made = 0
const nextId = () => `bench-${++made}`
