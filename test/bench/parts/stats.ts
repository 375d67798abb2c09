import { setTimeout as sleep } from 'node:timers/promises'
import { result } from '../figures.ts'
import { Ours } from '../peers/ours.ts'
import { cpuShare } from '../process-cost.ts'
import type { Part } from './part.ts'

const CONTAINERS = 100
/** Rows that a window has in sight, with those that it holds ready beside them. */
const ROWS = 36
const SETTLE_MS = 5_000
const SECONDS = 30

/**
 * What the figures of 100 containers cost the engine: asked for once a second as a window does, its rows' last minute and one
 * container's last ten; without what the same window costs it that asks for none.
 */
export const stats: Part = {
  names: ['stats_cost'],
  async measure(place) {
    const ours = await Ours.start(place, 'stats')
    for (let i = 1; i <= CONTAINERS; i++) await ours.up(`stats-${i}`)
    await sleep(SETTLE_MS)
    const { pid } = ours.host
    const silent = await cpuShare(pid, () => sleep(1000 * SECONDS))
    const since = new Map<string, number>()
    const ask = async () => {
      const of = Array.from({ length: ROWS }, (_, n) => {
        const id = `stats-${n + 1}`
        return { ...ours.ref(id), since: since.get(id) ?? 0, seconds: n === 0 ? 600 : 60 }
      })
      const { containers } = await ours.client.call('containers.figures', { of })
      for (const { container, at } of containers) {
        const newest = at.at(-1)
        if (newest !== undefined) since.set(container.id, newest)
      }
    }
    await ask()
    const asked = await cpuShare(pid, async () => {
      for (let second = 0; second < SECONDS; second++) {
        await sleep(1000)
        await ask()
      }
    })
    const notes = [`${asked.toFixed(2)} % of a core while asked, ${silent.toFixed(2)} % while not`]
    return { results: [result('stats_cost', Math.max(0, asked - silent))], notes }
  },
}
