import { setTimeout as sleep } from 'node:timers/promises'
import { inChild } from '../support/child-engine.ts'
import { TestEngine } from '../support/test-engine.ts'
import { Life } from './life.ts'
import { randomFrom } from './random.ts'
import { compare } from './world.ts'

const CONTAINERS = 5
/** The engine lives at least and at most this long between two deaths, ms. */
const SHORTEST = 30
const LONGEST = 1500

/**
 * Five containers live on, each its own steps in turn, while the engine that carries them out is killed with SIGKILL at
 * `deaths` random instants and started again. After each start everything is compared. `seed` repeats the instants, as far
 * as a busy machine can. `tell` hears of every death.
 */
export async function campaign(
  seed: number,
  deaths: number,
  tell: (text: string) => void,
): Promise<void> {
  const random = randomFrom(seed)
  const engine = await TestEngine.open(inChild)
  const checkpoints = new Set<string>()
  const lives = Array.from(
    { length: CONTAINERS },
    (_, n) => new Life(`life-${n}`, n % 2 === 1, randomFrom(seed + n + 1), checkpoints),
  )
  try {
    for (let death = 1; death <= deaths; death++) {
      const after = Math.round(SHORTEST + random() * (LONGEST - SHORTEST))
      const living = Promise.all(lives.map((life) => life.live(engine)))
      await Promise.race([sleep(after), living])
      await engine.stop()
      await living
      const steps = lives.map(({ id, state, underWay }) => `${id} ${state}: ${underWay ?? '–'}`)
      tell(`death ${death} after ${after} ms: ${steps.join(', ')}`)
      await engine.start()
      await compare(engine, lives, checkpoints)
    }
  } catch (error) {
    // What failed is told first: what it leaves is no news.
    await engine.clear().catch(() => {})
    throw error
  }
  await engine.clear()
}
