import { setTimeout as sleep } from 'node:timers/promises'
import { openConsoles } from '../consoles.ts'
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

/** One key at a time, ours and the bare pty's in turn, from the key stroke until its echo is in the client. */
export const echo: Part = {
  names: ['echo_p50', 'echo_p99'],
  async measure(place, rounds, wanted) {
    const runners = await openConsoles(place, 'echo', SCRIPT)
    const figures: Record<'ours' | 'pty', { p50: number[]; p99: number[] }> = {
      ours: { p50: [], p99: [] },
      pty: { p50: [], p99: [] },
    }
    for (let round = 0; round <= rounds; round++) {
      const taken: Record<'ours' | 'pty', number[]> = { ours: [], pty: [] }
      for (let i = 0; i < STROKES; i++) {
        for (const { name, viewer } of runners) {
          await sleep(PAUSE_MS.least + Math.random() * PAUSE_MS.spread)
          taken[name].push(await stroke(viewer, letter(i)))
        }
      }
      if (round === 0) continue
      for (const { name } of runners) {
        figures[name].p50.push(percentile(taken[name], 0.5))
        figures[name].p99.push(percentile(taken[name], 0.99))
      }
    }
    return findings(wanted, (name, runner) =>
      median(figures[runner][name === 'echo_p50' ? 'p50' : 'p99']),
    )
  },
}

function findings(
  wanted: ReadonlySet<Name>,
  value: (name: Name, runner: 'ours' | 'pty') => number,
): Findings {
  const results = [...wanted].map((name) =>
    result(name, value(name, 'ours'), { pty: value(name, 'pty') }),
  )
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
