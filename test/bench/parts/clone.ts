import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { until } from '../../support/until.ts'
import { makeImage } from '../image.ts'
import { Ours, type Wish } from '../peers/ours.ts'
import type { Peer } from '../peers/peer.ts'
import { RuncPeer } from '../peers/runc.ts'
import { Starter } from '../programs.ts'
import { interleave, medians, type Sample } from '../rounds.ts'
import type { Part } from './part.ts'

/** What the program has written into its root filesystem, MB. */
const WRITTEN_MB = 100
/** A file that has just been written is copied twice; people clone what has run for a while. */
const SETTLED_MS = 1500
/** Where the program finds the folder that we read. */
const SEEN = '/mnt'
/** The program tells of a longer gap as soon as it runs again. */
const TOLD_MS = 200

/**
 * Writes its files, then looks at the clock all the time: the longest that it did not is how long it stood still, whoever
 * says otherwise.
 */
const PROGRAM = `$| = 1; $name = shift; $mb = "x" x 1048576;
  for (1..${WRITTEN_MB}) { open F, ">/file$_" or die; print F $mb; close F }
  sub note { open F, ">${SEEN}/$name.new"; print F $longest; close F; rename "${SEEN}/$name.new", "${SEEN}/$name" }
  note; $last = time;
  while (1) {
    select undef, undef, undef, 0.0005; $now = time; $gap = $now - $last; $last = $now;
    if (-e "${SEEN}/$name.begin") { unlink "${SEEN}/$name.begin"; $longest = 0; $last = time; note; next }
    if ($gap > $longest) { $longest = $gap; note; $last = time }
  }`

/** How long a container stands still in a checkpoint that leaves it running, as a live clone takes: beside the dump alone. */
export const clone: Part = {
  names: ['clone_still'],
  async measure(place, rounds) {
    const seen = place.folder('seen')
    const ours = await Ours.start(place, 'ours')
    await ours.bringImage(await makeImage(place.folder('image')))
    const wish = (id: string): Wish => ({
      process: {
        args: ['/usr/bin/perl', '-MTime::HiRes=time', '-e', PROGRAM, id],
        terminal: false,
      },
      mounts: [
        ...['/usr', '/lib', '/lib64'].map((path) => mount(path, path, true)),
        mount(seen, SEEN, false),
      ],
    })
    const config = await ours.writeConfig(join(place.dir, 'config.json'), wish('runc'))
    const runc = new RuncPeer(place, new Starter(place), config)
    const up = (peer: Peer) =>
      peer === runc ? runc.up('runc') : ours.runOfImage('ours', wish('ours'))
    const taken = await interleave<Peer>([ours, runc], rounds, async (peer) => {
      await up(peer)
      try {
        return await stoodStill(peer, join(seen, peer.name))
      } finally {
        await peer.kill(peer.name)
        await peer.delete(peer.name)
      }
    })
    return medians(taken, ['clone_still'])
  },
}

async function stoodStill(peer: Peer, told: string): Promise<Sample> {
  const longest = () => Number(textOf(told) || 'NaN')
  await until(() => textOf(told) !== null, 'the files to be written')
  await sleep(SETTLED_MS)
  writeFileSync(`${told}.begin`, '')
  await until(() => textOf(`${told}.begin`) === null, 'the program to begin')
  await peer.checkpointRunning?.(peer.name)
  await sleep(TOLD_MS)
  return { clone_still: longest() * 1000 }
}

const mount = (source: string, destination: string, readonly: boolean) =>
  ({ kind: 'bind', source, destination, readonly }) as const

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
