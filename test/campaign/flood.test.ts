import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RING_BYTES } from '../../electron/engine/console/recorder.ts'
import type { Client } from '../../shared/client.ts'
import { HIGH_WATER } from '../../shared/flow.ts'
import { ref, skipReason, TestEngine } from '../support/test-engine.ts'
import { until } from '../support/until.ts'
import { Viewer } from '../support/viewer.ts'
import { WebEngine } from '../support/web-engine.ts'
import { Flood } from './flood.ts'
import { SHORT } from './form.ts'

const CONSOLES = SHORT ? 6 : 20
const BYTES = (SHORT ? 2 : 10) * 1_000_000
const WINDOWS = SHORT ? 2 : 4
/** The whole flood takes no longer. */
const FLOOD_MS = 120_000
/** With no byte on any console for so long the rest is taken as lost. */
const SILENCE_MS = 10_000
/** While it lasts a call of another container, and the echo of a quiet console, take no longer. */
const ANSWER_MS = 3000
/**
 * What the flood may cost the engine: the history of every console, twice since pieces of it are under way, the windows of
 * all viewers, and garbage that has not been collected yet. It does not depend on how much floods.
 */
const MEMORY = CONSOLES * 2 * RING_BYTES + (CONSOLES + 2) * HIGH_WATER + 64 * 1024 * 1024

const MB = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`

describe.skipIf(skipReason)(
  `${CONSOLES} consoles that flood at once, to the clients of a web host`,
  () => {
    const host = new WebEngine()
    const floods = Array.from({ length: CONSOLES }, (_, n) => new Flood(n, n % 2 === 0, BYTES))
    const clients: Client[] = []
    let engine: TestEngine

    beforeAll(async () => {
      engine = await TestEngine.open(host.open)
      for (let n = 0; n < WINDOWS; n++) clients.push(await host.connect())
      for (const [n, flood] of floods.entries()) {
        await flood.begin(engine, clients[n % WINDOWS] as Client)
      }
      await engine.run('quiet', { process: { args: ['cat'], terminal: true } })
      await engine.run('other')
    }, 120_000)
    afterAll(async () => {
      for (const client of clients) client.close()
      await engine.clear()
    }, 120_000)

    test(
      `${MB(CONSOLES * BYTES)}: not one byte is lost or changes places, memory stays bounded, calls and keys are answered`,
      async () => {
        const deaf = await host.connect()
        clients.push(deaf)
        const heard = [0, 1].map((n) => listenOnly(deaf, `flood-${n}`))
        const quiet = await Viewer.open(engine.client, { kind: 'init', ...ref('quiet') })
        const before = host.rss()
        const begun = performance.now()
        for (const flood of floods) flood.go()
        const over = endOf(floods, begun)
        const [peak, echoes, answers] = await Promise.all([
          watchMemory(host, over),
          typeUntil(quiet, over),
          pauseUntil(engine, over),
        ])
        const ms = Math.max(...floods.map(({ lastAt }) => lastAt)) - begun
        console.log(
          [
            `${MB(CONSOLES * BYTES)} in ${(ms / 1000).toFixed(1)} s (${MB((CONSOLES * BYTES * 1000) / ms)}/s)`,
            `engine ${MB(before)}, at most ${MB(peak)} (allowed ${MB(before + MEMORY)})`,
            `echo at most ${Math.round(Math.max(...echoes))} ms of ${echoes.length}`,
            `pause, resume at most ${Math.round(Math.max(...answers))} ms of ${answers.length}`,
          ].join('; '),
        )
        expect(floods.flatMap(({ problems }) => problems)).toEqual([])
        expect(peak - before).toBeLessThan(MEMORY)
        expect(Math.max(...echoes)).toBeLessThan(ANSWER_MS)
        expect(Math.max(...answers)).toBeLessThan(ANSWER_MS)
        // Whoever says nothing gets a window full, and holds nobody up.
        for (const { bytes } of heard) {
          expect(bytes()).toBeGreaterThan(0)
          expect(bytes()).toBeLessThanOrEqual(HIGH_WATER)
        }
        quiet.close()
      },
      FLOOD_MS + 30_000,
    )
  },
)

/** A viewer that never acknowledges: counts the live bytes that come all the same. */
function listenOnly(client: Client, id: string): { bytes: () => number } {
  let bytes = 0
  client.open(
    'console',
    { kind: 'init', ...ref(id) },
    {
      onDown: (item) => {
        if (item.kind === 'data') bytes += item.bytes.length
      },
      onClose: () => {},
    },
  )
  return { bytes: () => bytes }
}

/** Whether all has come; true as well when nothing comes any more, or the time is up: what is missing is told then. */
function endOf(floods: Flood[], begun: number): () => boolean {
  return () => {
    const now = performance.now()
    const last = Math.max(begun, ...floods.map(({ lastAt }) => lastAt))
    return floods.every(({ done }) => done) || now > last + SILENCE_MS || now > begun + FLOOD_MS
  }
}

/** Gives the most memory that the engine had until the end. */
async function watchMemory(host: WebEngine, over: () => boolean): Promise<number> {
  let peak = 0
  while (!over()) {
    peak = Math.max(peak, host.rss())
    await sleep(50)
  }
  return peak
}

/** Types until the end, and gives how long each answer of `cat` took, ms. */
async function typeUntil(viewer: Viewer, over: () => boolean): Promise<number[]> {
  const taken: number[] = []
  do {
    const word = `key-${taken.length}-`
    taken.push(
      await timed(async () => {
        viewer.type(`${word}\n`)
        await until(() => viewer.text.split(word).length === 3, `the echo of ${word}`)
      }),
    )
    await sleep(50)
  } while (!over())
  return taken
}

/** Pauses and resumes a container that is quiet until the end, and gives how long each took, ms. */
async function pauseUntil(engine: TestEngine, over: () => boolean): Promise<number[]> {
  const taken: number[] = []
  do {
    for (const action of ['pause', 'resume'] as const) {
      taken.push(await timed(() => engine.call(`containers.${action}`, ref('other'))))
    }
    await sleep(100)
  } while (!over())
  return taken
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}
