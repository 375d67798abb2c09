import { setTimeout as sleep } from 'node:timers/promises'
import { type ConsoleName, type ConsoleRunner, openConsoles } from '../consoles.ts'
import { type Findings, type Name, result } from '../figures.ts'
import { median, percentile } from '../statistics.ts'
import type { Viewer } from '../viewer.ts'
import type { Part } from './part.ts'

/** Key strokes of one round, on each console. */
const STROKES = 100
/** Somebody who types fast, made faster: a pause between 10 and 20 ms, so that no beat of a timer is hit always. */
const PAUSE_MS = { least: 10, spread: 10 }
const ANSWER_MS = 5_000

/** The program itself gives the key back, as a shell's line editor does; the terminal's own echo is off. */
const SCRIPT = 'stty -icanon -echo; echo ready; exec cat'

/** One key at a time, ours and the peers' in turn, from the key stroke until its echo is in the client. */
export const echo: Part = {
  names: ['echo_p50', 'echo_p99'],
  async measure(place, rounds, wanted) {
    const runners = await openConsoles(place, 'echo', SCRIPT)
    const typists = runners.map((runner) => ({ ...runner, p50: [], p99: [] }) as Typist)
    for (let round = 0; round <= rounds; round++) {
      const taken = new Map<Typist, number[]>(typists.map((one) => [one, []]))
      for (let i = 0; i < STROKES; i++) {
        for (const typist of typists) {
          await sleep(PAUSE_MS.least + Math.random() * PAUSE_MS.spread)
          taken.get(typist)?.push(await stroke(typist.viewer, letter(i)))
        }
      }
      if (round === 0) continue
      for (const [typist, times] of taken) {
        typist.p50.push(percentile(times, 0.5))
        typist.p99.push(percentile(times, 0.99))
      }
    }
    return findings(wanted, typists)
  },
}

/** One console, with what each round took: ms. */
interface Typist extends ConsoleRunner {
  p50: number[]
  p99: number[]
}

function findings(wanted: ReadonlySet<Name>, typists: readonly Typist[]): Findings {
  const results = [...wanted].map((name) => {
    const all = Object.fromEntries(
      typists.map((one) => [one.name, median(name === 'echo_p50' ? one.p50 : one.p99)]),
    ) as Record<ConsoleName, number>
    const { ours, ...peers } = all
    return result(name, ours, peers)
  })
  return { results, notes: [] }
}

const letter = (i: number) => String.fromCharCode(97 + (i % 26))

/** Milliseconds until the echo is there. Throws where something else comes, or nothing. */
function stroke(viewer: Viewer, key: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`no echo of ${key} came`)), ANSWER_MS)
    const begun = performance.now()
    viewer.onBytes = (bytes) => {
      const ms = performance.now() - begun
      clearTimeout(late)
      const came = Buffer.from(bytes).toString('latin1')
      if (came === key) resolve(ms)
      else reject(new Error(`for ${key} came ${JSON.stringify(came)}`))
    }
    viewer.type(key)
  })
}
