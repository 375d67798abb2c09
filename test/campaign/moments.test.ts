import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Checkpoint, CheckpointOptions } from '../../shared/model.ts'
import { ref, skipReason, TestEngine } from '../support/test-engine.ts'
import { unless, withoutRoot } from '../support/unless.ts'
import { SHORT } from './form.ts'
import { Proofs } from './proofs.ts'
import { WORKLOADS, type Workload } from './workloads.ts'

const BRANCHES = SHORT ? 2 : 5
const GENERATIONS = SHORT ? 1 : 3
/** What the short form plays: each has something that the others lack. */
const IN_SHORT = ['deleted open files']

let engine: TestEngine
let proofs: Proofs
beforeEach(async () => {
  engine = await TestEngine.open()
  proofs = new Proofs(engine)
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
        const secret = await proofs.secret('c')

        const copy = await clone('c', 'live', workload)
        await proofs.more('live', secret)
        await goesOn('c', workload, secret)
        await engine.destroy('live')

        const moment = await take('c', workload, { exit: true })
        await engine.ended('c')
        const stood = proofs.read('c')
        await engine.call('containers.restore', { ...ref('c'), checkpoint: moment.id })
        await proofs.more('c', secret, stood?.count)

        const ids = Array.from({ length: BRANCHES }, (_, n) => `b${n}`)
        await Promise.all(ids.map((id) => branch(moment, id)))
        await Promise.all(ids.map((id) => proofs.more(id, secret, stood?.count)))
        for (const id of ids) await engine.destroy(id)

        let from = copy
        for (let generation = 1; generation <= GENERATIONS; generation++) {
          const id = `g${generation}`
          await branch(from, id)
          await proofs.more(id, secret)
          from = await take(id, workload)
          expect(from.from).not.toBeNull()
          await engine.destroy(id)
        }
        await engine.destroy('c')
      })
    }
  },
)

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
  await proofs.more(id, secret)
}
