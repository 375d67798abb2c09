import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { chromium } from 'playwright'
import { findBrowser } from '../../../build/setup/needs.mjs'
import { isRoot } from '../../../build/setup/tools.mjs'
import { type Name, type Result, result } from '../figures.ts'
import { startHost } from '../host.ts'
import { Ours, type Wish } from '../peers/ours.ts'
import { cpuShare } from '../process-cost.ts'
import { median, timed } from '../statistics.ts'
import type { Workplace } from '../workplace.ts'
import type { Part } from './part.ts'

const CREW = 50
const FOLDER = 'crew'
const SETTLE_MS = 5_000
const IDLE_SECONDS = 30

/** 50 running containers, each a shell on a terminal: what they cost the engine, and how soon they are on the screen. */
export const crew: Part = {
  names: ['idle_rss', 'idle_cpu', 'boot'],
  async measure(place, rounds, wanted) {
    const ours = await Ours.start(place, FOLDER)
    const shell: Wish = { process: { args: ['/bin/sh'], terminal: true }, stdin: 'open' }
    for (let i = 1; i <= CREW; i++) await ours.run(`crew-${i}`, shell)
    const results: Result[] = []
    if (wanted.has('idle_rss') || wanted.has('idle_cpu'))
      results.push(...(await idle(ours.host.pid, wanted)))
    await ours.host.stop()
    if (wanted.has('boot')) results.push(result('boot', await boot(place, rounds)))
    return { results, notes: [] }
  },
}

/** The engine's process alone, with one client connected that asks nothing. */
async function idle(pid: number, wanted: ReadonlySet<Name>): Promise<Result[]> {
  await sleep(SETTLE_MS)
  const memory: number[] = []
  const share = await cpuShare(pid, async () => {
    for (let second = 0; second < IDLE_SECONDS; second++) {
      await sleep(1000)
      memory.push(residentMb(pid))
    }
  })
  const both = [result('idle_rss', median(memory)), result('idle_cpu', share)]
  return both.filter(({ name }) => wanted.has(name))
}

/** From the start of the web host until a real Chromium, open already and with nothing cached, shows the list. */
async function boot(place: Workplace, rounds: number): Promise<number> {
  const executablePath = findBrowser()
  if (!executablePath) throw new Error('there is no Chromium')
  const browser = await chromium.launch({ executablePath, chromiumSandbox: !isRoot() })
  const close = place.atEnd(() => browser.close())
  const times: number[] = []
  for (let round = 0; round <= rounds; round++) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
    const page = await context.newPage()
    let stop = async () => {}
    const ms = await timed(async () => {
      const host = await startHost(place, FOLDER)
      stop = host.stop
      await page.goto(host.url, { waitUntil: 'commit' })
      const list = page.getByRole('listbox', { name: 'Containers' })
      await list.getByRole('option', { name: /crew-/ }).first().waitFor()
    })
    if (round > 0) times.push(ms)
    await context.close()
    await stop()
  }
  await close()
  return median(times)
}

/** Resident memory of a process, MB. */
function residentMb(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return (Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024) / 1e6
}
