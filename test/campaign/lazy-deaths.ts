import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { childrenOf } from '../../electron/engine/runtime/proc.ts'
import { checkMemory, filled, frozen, keepers, restore, SAME } from '../integration/lazy/rig.ts'
import type { TestEngine } from '../support/test-engine.ts'
import { until } from '../support/until.ts'
import { randomFrom } from './random.ts'

const MIB = 128
/** A restore and all of its memory take about so long, ms. */
const LONGEST = 500

const VICTIMS = ['engine', 'criu', 'keeper', 'both', 'conmon', 'init'] as const
type Victim = (typeof VICTIMS)[number]

/**
 * Rewinds a container again and again, while one of those that have to do with it is killed at a random instant. Afterwards
 * its memory is as it was, or it has ended and says why; nothing of it is left, and the moment is whole. Gives what happened.
 */
export async function lazyDeaths(engine: TestEngine, seed: number, deaths: number) {
  const random = randomFrom(seed)
  const moment = await frozen(engine, 'c', MIB)
  const told: string[] = []
  for (let death = 0; death < deaths; death++) {
    const victim = VICTIMS[Math.floor(random() * VICTIMS.length)] as Victim
    const after = Math.round(random() * LONGEST)
    const restoring = restore(engine, 'c', moment).then(
      () => 'restored',
      (error: Error) => error.message,
    )
    await sleep(after)
    await kill(engine, victim)
    const outcome = await restoring
    if (victim === 'engine') await engine.start()
    told.push(`${victim} after ${after} ms: ${outcome}, then ${await settled(engine, victim)}`)
    console.log(told.at(-1))
    await until(() => keepers(engine).length === 0, 'every keeper to be gone')
  }
  await restore(engine, 'c', moment, { lazy: false })
  expect(await checkMemory(engine, 'c')).toBe(SAME)
  return told
}

async function kill(engine: TestEngine, victim: Victim): Promise<void> {
  if (victim === 'engine') return engine.stop()
  const keeping = keepers(engine)
  const criu = keeping.flatMap((pid) => childrenOf(pid))
  const init = victim === 'init' ? ((await engine.get('c')).pid ?? []) : []
  const pids = {
    criu,
    keeper: keeping,
    both: [...keeping, ...criu],
    conmon: engine.place.monitors(),
    init: [init].flat(),
  }[victim]
  for (const pid of pids) kill9(pid)
}

function kill9(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // it has gone by itself
  }
}

/** Ended by now, or with all of its memory as it was and then ended. Gives how. */
async function settled(engine: TestEngine, victim: Victim): Promise<string> {
  // What was lost is known within this.
  await sleep(300)
  const { state, exit } = await filled(engine, 'c')
  if (state === 'stopped') return `ended: ${exit?.problem?.message ?? exit?.reason}`
  if (victim === 'conmon') {
    // Without it there is no console to ask by.
    await engine.kill('c', 9)
    await engine.ended('c')
    return 'ran on without its monitor'
  }
  expect(await checkMemory(engine, 'c')).toBe(SAME)
  await engine.kill('c', 9)
  await engine.ended('c')
  return 'whole'
}
