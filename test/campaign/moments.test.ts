import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Checkpoint, CheckpointOptions } from '../../shared/model.ts'
import { ref, skipReason, TestEngine } from '../support/test-engine.ts'
import { unless, withoutRoot } from '../support/unless.ts'
import { until } from '../support/until.ts'
import { SHORT } from './form.ts'
import { WORKLOADS, type Workload } from './workloads.ts'

const BRANCHES = SHORT ? 2 : 5
const GENERATIONS = SHORT ? 1 : 3
/** So often it must have proved that nothing changed, since it runs again. */
const PROOFS = 5
/** What the short form plays: each has something that the others lack. */
const IN_SHORT = ['a TCP server and its client', 'deleted open files']

let engine: TestEngine
beforeEach(async () => {
  engine = await TestEngine.open()
})
afterEach(() => engine.clear())

const workloads = WORKLOADS.filter(({ name }) => !SHORT || IN_SHORT.includes(name))

describe(
  'a program that proves it finds nothing changed',
  unless(skipReason || withoutRoot),
  () => {
    for (const workload of workloads) {
      test(`${workload.name}: rewound, cloned, branched, ${GENERATIONS} generations deep`, async () => {
        await engine.run('c', workload.wanted)
        const secret = (await proof('c', 0)).secret

        const copy = await clone('c', 'live', workload)
        await proves('live', secret)
        await goesOn('c', workload, secret)
        await engine.destroy('live')

        const moment = await take('c', workload, { exit: true })
        await engine.ended('c')
        const stood = read('c')
        await engine.call('containers.restore', { ...ref('c'), checkpoint: moment.id })
        await proves('c', secret, stood?.count)

        const ids = Array.from({ length: BRANCHES }, (_, n) => `b${n}`)
        await Promise.all(ids.map((id) => branch(moment, id)))
        await Promise.all(ids.map((id) => proves(id, secret, stood?.count)))
        for (const id of ids) await engine.destroy(id)

        let from = copy
        for (let generation = 1; generation <= GENERATIONS; generation++) {
          const id = `g${generation}`
          await branch(from, id)
          await proves(id, secret)
          from = await take(id, workload)
          expect(from.from).not.toBeNull()
          await engine.destroy(id)
        }
        await engine.destroy('c')
      })
    }
  },
)

/** What a program has said of itself last; null: nothing yet. */
function read(id: string): { secret: string; count: number } | null {
  const rootfs = join(engine.place.folders.state, 'containers/default', id, 'rootfs')
  if (existsSync(join(rootfs, 'broken'))) {
    throw new Error(
      `${id} found something changed: ${readFileSync(join(rootfs, 'broken'), 'utf8')}`,
    )
  }
  try {
    const [secret = '', count] = readFileSync(join(rootfs, 'proof'), 'utf8').trim().split(' ')
    return count ? { secret, count: Number(count) } : null
  } catch {
    return null
  }
}

/** Once it has proved itself `more` often than `since`. */
async function proof(id: string, since: number) {
  await until(() => (read(id)?.count ?? 0) > since, `a proof of ${id} after ${since}`, 20_000)
  return read(id) as { secret: string; count: number }
}

/** It runs on, with the same memory, from `since` or from where its files say it was. */
async function proves(id: string, secret: string, since = read(id)?.count ?? 0): Promise<void> {
  const { secret: now } = await proof(id, since + PROOFS)
  expect(now).toBe(secret)
  expect((await engine.get(id)).status).toBe('running')
}

/** Takes a moment with the options that it is told to need. */
async function take(
  id: string,
  { paused = false }: Workload,
  options: Partial<CheckpointOptions> = {},
): Promise<Checkpoint> {
  if (paused) await engine.call('containers.pause', ref(id))
  const { findings } = await engine.call('checkpoints.foresee', ref(id))
  const foreseen = findings.flatMap(({ option }) => (option ? [[option, true]] : []))
  return engine.checkpoint(id, { ...Object.fromEntries(foreseen), ...options })
}

async function branch(moment: Checkpoint, id: string): Promise<void> {
  await engine.create(id, {
    source: { kind: 'checkpoint', checkpoint: moment.id },
    stdin: 'none',
  })
  await engine.call('containers.start', ref(id))
}

async function clone(id: string, as: string, workload: Workload): Promise<Checkpoint> {
  const moment = await take(id, workload)
  await branch(moment, as)
  return moment
}

/** It was left as it was: paused where it was paused. */
async function goesOn(id: string, { paused = false }: Workload, secret: string): Promise<void> {
  if (paused) {
    expect((await engine.get(id)).status).toBe('paused')
    await engine.call('containers.resume', ref(id))
  }
  await proves(id, secret)
}
