import { join } from 'node:path'
import { which } from '../../../build/setup/tools.mjs'
import type { Name } from '../figures.ts'
import { MemoryProgram } from '../memory-rootfs.ts'
import { Ours } from '../peers/ours.ts'
import { PodmanPeer } from '../peers/podman.ts'
import { RuncPeer } from '../peers/runc.ts'
import { Starter } from '../programs.ts'
import { interleave, medians, type Runner, type Sample } from '../rounds.ts'
import { median } from '../statistics.ts'
import type { Workplace } from '../workplace.ts'
import type { Part } from './part.ts'

/** Somebody who freezes a program that holds memory. */
interface Holder {
  readonly name: Runner
  readonly program: MemoryProgram
  up(id: string): Promise<number>
  checkpoint(id: string): Promise<number>
  /** all memory first */
  restore(id: string): Promise<number>
  /** as fast as it can be had again; absent where that is the same */
  rewind?(id: string): Promise<number>
  kill(id: string): Promise<number>
  delete(id: string): Promise<number>
}

/** Memory of random bytes, written and brought back whole. */
const frozen = (mib: number, names: [checkpoint: Name, restore: Name]): Part => ({
  names,
  async measure(place, rounds) {
    const [checkpoint, restore] = names
    const holders = await holdersOf(place, mib)
    const once = async (holder: Holder): Promise<Sample> => {
      const id = await fill(holder)
      const sample = { [checkpoint]: await holder.checkpoint(id) }
      holder.program.ask()
      sample[restore] = await holder.restore(id)
      await holder.program.checked()
      await away(holder, id)
      return sample
    }
    return medians(await interleave(holders, rounds, once), names)
  },
})

export const frozen256 = frozen(256, ['checkpoint_256m', 'restore_256m'])
export const frozen1024 = frozen(1024, ['checkpoint_1g', 'restore_1g'])

/** From the call until the program itself says something again; then all of its memory is read. */
export const rewind: Part = {
  names: ['rewind_1g'],
  async measure(place, rounds) {
    const holders = await holdersOf(place, 1024)
    const whole = new Map<Runner, number[]>(holders.map(({ name }) => [name, []]))
    const once = async (holder: Holder): Promise<Sample> => {
      const id = await fill(holder)
      await holder.checkpoint(id)
      holder.program.ask()
      const begun = performance.now()
      const since = () => performance.now() - begun
      const rewinding = (holder.rewind ?? holder.restore)(id)
      const [rewind_1g] = await Promise.all([holder.program.said().then(since), rewinding])
      await holder.program.checked()
      whole.get(holder.name)?.push(since())
      await away(holder, id)
      return { rewind_1g }
    }
    const { results, notes } = medians(await interleave(holders, rounds, once), ['rewind_1g'])
    const told = [...whole].map(([name, ms]) => `${name} ${(median(ms) / 1000).toFixed(1)} s`)
    return { results, notes: [...notes, `until every page was read and right: ${told.join(', ')}`] }
  },
}

async function holdersOf(place: Workplace, mib: number): Promise<Holder[]> {
  const starter = new Starter(place)
  const ours = await Ours.start(place, 'ours')
  const program = new MemoryProgram(ours.rootfs, mib)
  await program.install()
  const wish = { process: { args: program.args, terminal: false } }
  const config = await ours.writeConfig(join(place.dir, 'config.json'), wish)
  const runc = new RuncPeer(place, starter, config)
  const holders: Holder[] = [
    {
      name: ours.name,
      program,
      up: (id) => ours.run(id, wish),
      checkpoint: (id) => ours.checkpoint(id),
      restore: (id) => ours.restore(id, { lazy: false }),
      rewind: (id) => ours.restore(id),
      kill: (id) => ours.kill(id),
      delete: (id) => ours.delete(id),
    },
    {
      name: runc.name,
      program,
      up: (id) => runc.up(id),
      checkpoint: runc.checkpoint,
      restore: (id) => runc.restore(id),
      kill: (id) => runc.kill(id),
      delete: (id) => runc.delete(id),
    },
  ]
  if (which('podman')) holders.push(await podmanHolder(place, starter, mib))
  return holders
}

async function podmanHolder(place: Workplace, starter: Starter, mib: number): Promise<Holder> {
  const podman = new PodmanPeer(place, starter)
  const program = new MemoryProgram(podman.rootfs, mib)
  await program.install()
  return {
    name: podman.name,
    program,
    up: (id) => podman.upWith(id, program.args),
    checkpoint: podman.checkpoint,
    restore: podman.restore,
    kill: (id) => podman.kill(id),
    delete: (id) => podman.delete(id),
  }
}

let made = 0

/** Gives the id of a container whose memory is full. */
async function fill(holder: Holder): Promise<string> {
  const id = `memory-${++made}`
  await holder.up(id)
  await holder.program.ready()
  return id
}

async function away(holder: Holder, id: string): Promise<void> {
  await holder.kill(id)
  await holder.delete(id)
}
