import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { which } from '../../../build/setup/tools.mjs'
import type { Checkpoint } from '../../../shared/model.ts'
import { Remembering } from '../../support/remembering.ts'
import { until } from '../../support/until.ts'
import { type Findings, result } from '../figures.ts'
import { Ours } from '../peers/ours.ts'
import { sweep } from '../peers/runc.ts'
import { gone, outputOf, Starter } from '../programs.ts'
import { median, timed } from '../statistics.ts'
import type { Workplace } from '../workplace.ts'
import type { Part } from './part.ts'

const ID = 'remembers'
const MOMENTS = 10
const MOMENTS_MIB = 256
const REWIND_MIB = 1024
/** Of 1 GiB each: more rounds say no more. */
const MOST_ROUNDS = 3
const STORED_WITHIN_MS = 180_000

/** What ten moments take on the disk, as a multiple of one, once all have been stored that can be. */
export const moments10: Part = {
  names: ['moments10'],
  async measure(place) {
    const lacks = lacking()
    if (lacks) return lacks
    const { ours, program } = await begin(place, MOMENTS_MIB)
    const dir = join(place.folder('ours', 'state'), 'checkpoints')
    await ours.client.call('containers.checkpoint', { ...ours.ref(ID), options: {} })
    const one = await diskBytes(dir)
    for (let i = 1; i < MOMENTS; i++) {
      await program.change()
      await ours.client.call('containers.checkpoint', { ...ours.ref(ID), options: {} })
    }
    const storingMs = await timed(async () => {
      await ours.client.call('checkpoints.setStorage', { budget: 0 })
      const all = async () => (await momentsOf(ours)).filter(({ stored }) => stored).length
      await until(
        async () => (await all()) === MOMENTS - 1,
        'the moments to be stored',
        STORED_WITHIN_MS,
      )
    })
    const times = (await diskBytes(dir)) / one
    const deepest = Math.max(...(await momentsOf(ours)).map(({ stored }) => stored?.takesMs ?? 0))
    await ours.kill(ID)
    return {
      results: [result('moments10', times)],
      notes: [
        `moments10: all but one are stored, in ${(storingMs / 1000).toFixed(0)} s in the background; a restore of the slowest is said to take ${deepest} ms longer`,
      ],
    }
  },
}

/** From the call until the program, whose moment was stored as a difference, says something again; then all of it is checked. */
export const rewindStored: Part = {
  names: ['rewind_1g_stored'],
  async measure(place, rounds) {
    const lacks = lacking()
    if (lacks) return lacks
    const { ours, program } = await begin(place, REWIND_MIB)
    const hash = await program.hash()
    const moment = await take(ours, false)
    await program.change()
    await take(ours, true)
    const runc = await runcAlone(place, ours, program, moment)
    const samples: { ours: number; said: number; runc: number }[] = []
    for (let round = 0; round < Math.min(rounds, MOST_ROUNDS); round++) {
      const { stored } = await ours.client.call('checkpoints.store', { checkpoint: moment.id })
      const mine = await timed(async () => {
        await ours.client.call('containers.restore', { ...ours.ref(ID), checkpoint: moment.id })
        await program.ping()
      })
      if ((await program.hash()) !== hash) throw new Error('the program came back as another one')
      await ours.kill(ID)
      const theirs = await runc.restore()
      samples.push({ ours: mine, said: stored?.takesMs ?? 0, runc: theirs })
    }
    const middle = (of: 'ours' | 'said' | 'runc') => median(samples.map((sample) => sample[of]))
    return {
      results: [result('rewind_1g_stored', middle('ours'), { runc: middle('runc') })],
      notes: [
        `rewind_1g_stored: the program’s memory has the hash that it had; ${middle('said').toFixed(0)} ms longer was said before; runc restores the images once they are whole`,
      ],
    }
  },
}

function lacking(): Findings | null {
  const missing = ['rdiff', 'python3'].filter((name) => !which(name))
  return missing.length ? { results: [], notes: [`${missing.join(', ')} not found`] } : null
}

async function begin(place: Workplace, mib: number) {
  const ours = await Ours.start(place, 'ours')
  const folder = join(place.dir, 'program')
  mkdirSync(folder)
  const program = new Remembering(folder, mib)
  const source = { kind: 'bundle' as const, path: program.bundle }
  await ours.client.call('containers.create', { ...ours.ref(ID), source, stdin: 'none' })
  await ours.client.call('containers.start', ours.ref(ID))
  await program.ready()
  return { ours, program }
}

const take = (ours: Ours, exit: boolean): Promise<Checkpoint> =>
  ours.client.call('containers.checkpoint', { ...ours.ref(ID), options: { exit } })

const momentsOf = async (ours: Ours) => (await ours.client.call('engine.snapshot', {})).checkpoints

const diskBytes = async (dir: string) =>
  1024 * Number.parseInt(await outputOf(['du', '-sk', dir]), 10)

/** runc by its own command line, on the same images and config.json; until the program says something again. */
async function runcAlone(place: Workplace, ours: Ours, program: Remembering, moment: Checkpoint) {
  const starter = new Starter(place)
  const root = place.folder('runc', 'root')
  place.atEnd(() => sweep(root))
  const { config } = await ours.client.call('containers.config', ours.ref(ID))
  const spec = JSON.parse(config)
  delete spec.linux.cgroupsPath
  spec.root.path = join(program.bundle, 'rootfs')
  const bundle = place.folder('runc', 'bundle')
  writeFileSync(join(bundle, 'config.json'), JSON.stringify(spec))
  const runc = ['runc', '--root', root] as const
  return {
    async restore(): Promise<number> {
      const pidFile = join(place.folder('runc'), 'pid')
      const images = ['--image-path', moment.imagePath, '--work-path', place.folder('runc', 'work')]
      const ms = await timed(async () => {
        const files = ['--bundle', bundle, '--pid-file', pidFile]
        await starter.run([...runc, 'restore', '--detach', ...files, ...images, ID])
        await program.ping()
      })
      const pid = Number(await outputOf(['cat', pidFile]))
      await starter.run([...runc, 'kill', ID, 'KILL'])
      await gone(pid)
      await starter.run([...runc, 'delete', ID])
      return ms
    },
  }
}
