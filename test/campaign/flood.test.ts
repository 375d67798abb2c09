import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RING_BYTES } from '../../electron/engine/console/recorder.ts'
import type { Client } from '../../shared/client.ts'
import { HIGH_WATER } from '../../shared/flow.ts'
import { percentile, timed } from '../bench/statistics.ts'
import { type Cells, ShownScreen } from '../support/shown-screen.ts'
import { ref, script, skipReason, TestEngine } from '../support/test-engine.ts'
import { until } from '../support/until.ts'
import { type OtherWindow, WebEngine } from '../support/web-engine.ts'
import { Flood } from './flood.ts'
import { SHORT } from './form.ts'

const CONSOLES = SHORT ? 6 : 20
const BYTES = (SHORT ? 2 : 10) * 1_000_000
const WINDOWS = SHORT ? 2 : 4
/** The whole flood takes no longer. */
const FLOOD_MS = 120_000
/** With no byte on any console for so long the rest is taken as lost. */
const SILENCE_MS = 10_000
const RELOAD_MS = 1000
/**
 * While it lasts the echo of a quiet console takes no longer, and with calls beside it neither they nor keys take ANSWER_MS. The first moment, before those
 * that flood take turns, is a hundredth of the whole campaign and a quarter of its short form.
 */
const ECHO_P99_MS = SHORT ? 300 : 50
const ANSWER_MS = 3000
/** Fewer echoes than these prove nothing. A fast machine is through with the short form in a third of a second. */
const ECHOES = SHORT ? 3 : 20
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
      await engine.run(
        'quiet',
        script('stty -icanon -echo; exec cat', { process: { terminal: true }, stdin: 'open' }),
      )
      await engine.run('other')
    }, 120_000)
    afterAll(async () => {
      for (const client of clients) client.close()
      await engine.clear()
    }, 120_000)

    test(
      `${MB(CONSOLES * BYTES)}: not one byte is lost or changes places, memory stays bounded, keys are answered`,
      async () => {
        const [toBeStopped, toBeReloaded, toBeKilled] = floods.filter(({ terminal }) => terminal)
        const piped = floods.find(({ terminal }) => !terminal)
        if (!toBeStopped || !toBeReloaded || !toBeKilled || !piped) throw new Error('too few')
        const others = await host.connect()
        clients.push(others)
        const stopped = await stoppedAtOnce(others, toBeStopped.id)
        const stoppedPipe = await stoppedAtOnce(others, piped.id)
        const killed = await host.window(ref(toBeKilled.id), 'watch')
        const { over, ended } = await begin()
        const [reloaded] = await Promise.all([
          reloadUntil(others, toBeReloaded.id, over),
          killHalfway(killed, toBeKilled, over),
        ])
        const echoes = await ended()
        expect(percentile(echoes, 0.99)).toBeLessThan(ECHO_P99_MS)
        // Whoever says nothing gets a window full, and holds nobody up.
        for (const { received } of [stopped, stoppedPipe]) {
          expect(received).toBeGreaterThan(0)
          expect(received).toBeLessThanOrEqual(HIGH_WATER)
        }
        stopped.goOn()
        const shows = (screen: ShownScreen, cells: Cells) =>
          expect.poll(() => screen.cells(), { timeout: 20_000 }).toEqual(cells)
        await shows(stopped, await toBeStopped.screen())
        await shows(reloaded, await toBeReloaded.screen())
        for (const flood of floods) expect(await flood.isInLog(engine), flood.id).toBe(true)
        for (const screen of [stopped, stoppedPipe, reloaded]) screen.close()
      },
      FLOOD_MS + 30_000,
    )

    test(
      'once more, with calls all the time: they are answered, and so are keys',
      async () => {
        const { over, ended } = await begin()
        const answers = await pauseUntil(engine, over)
        const echoes = await ended()
        console.log(
          `pause, resume at most ${Math.round(Math.max(...answers))} ms of ${answers.length}`,
        )
        expect(Math.max(...echoes)).toBeLessThan(ANSWER_MS)
        expect(Math.max(...answers)).toBeLessThan(ANSWER_MS)
      },
      FLOOD_MS + 30_000,
    )

    /** Has all of them flood while somebody types; `ended` waits for the end, checks bytes and memory, and gives the echoes, ms. */
    async function begin(): Promise<{ over: () => boolean; ended: () => Promise<number[]> }> {
      const typist = await host.window(ref('quiet'), 'type')
      const before = host.rss()
      const begun = performance.now()
      for (const flood of floods) flood.go()
      const over = endOf(floods, begun)
      const memory = watchMemory(host, over)
      const ended = async () => {
        const peak = await memory
        const echoes = await typist.end()
        const ms = Math.max(...floods.map(({ lastAt }) => lastAt)) - begun
        console.log(
          [
            `${MB(CONSOLES * BYTES)} in ${(ms / 1000).toFixed(1)} s (${MB((CONSOLES * BYTES * 1000) / ms)}/s)`,
            `engine ${MB(before)}, at most ${MB(peak)} (allowed ${MB(before + MEMORY)})`,
            `echo p99 ${Math.round(percentile(echoes, 0.99))} ms of ${echoes.length}, at most ${Math.round(Math.max(...echoes))}`,
          ].join('; '),
        )
        expect(floods.flatMap(({ problems }) => problems)).toEqual([])
        expect(peak - before).toBeLessThan(MEMORY)
        expect(echoes.length).toBeGreaterThanOrEqual(ECHOES)
        return echoes
      }
      return { over, ended }
    }
  },
)

/** A window that stands still from its first picture on. */
async function stoppedAtOnce(client: Client, id: string): Promise<ShownScreen> {
  const screen = new ShownScreen(client, { kind: 'init', ...ref(id) }, 'owner')
  await screen.shows('ready')
  screen.stop()
  return screen
}

/** A window that is loaded again each second; the last of them. */
async function reloadUntil(client: Client, id: string, over: () => boolean): Promise<ShownScreen> {
  const open = () => new ShownScreen(client, { kind: 'init', ...ref(id) }, 'owner')
  let screen = open()
  while (!over()) {
    await sleep(RELOAD_MS)
    screen.close()
    screen = open()
  }
  return screen
}

async function killHalfway(window: OtherWindow, flood: Flood, over: () => boolean): Promise<void> {
  await until(() => over() || flood.received > flood.bytes / 2, 'half of a flood', FLOOD_MS)
  await window.kill()
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
