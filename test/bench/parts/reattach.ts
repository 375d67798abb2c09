import { setTimeout as sleep } from 'node:timers/promises'
import { chromium } from 'playwright'
import { findBrowser } from '../../../build/setup/needs.mjs'
import { which } from '../../../build/setup/tools.mjs'
import { type Findings, type Name, result } from '../figures.ts'
import { Ours } from '../peers/ours.ts'
import { PodmanPeer } from '../peers/podman.ts'
import { startPtys } from '../peers/pty.ts'
import { type Argv, ENV, outputOf, Starter } from '../programs.ts'
import { median, timed } from '../statistics.ts'
import { Viewer } from '../viewer.ts'
import type { Workplace } from '../workplace.ts'
import type { Part } from './part.ts'

const LINES = 10_000
const LAST = `line ${LINES} of the history`
const SCRIPT = `seq -f 'line %.0f of the history' 1 ${LINES} 2>/dev/null || { i=0; while [ $i -lt ${LINES} ]; do i=$((i+1)); echo line $i of the history; done; }; echo ready; exec cat`

/**
 * A console with 10,000 lines, looked at again: from a click on its row until its last line is on the screen of a browser, and
 * from the opening of its stream until its snapshot is in a client. Neither a bare pty nor podman attach shows what was before: beside
 * it stands what shows it there, `podman logs` under a bare pty, until its last line is in a client.
 */
export const reattach: Part = {
  names: ['reattach', 'reattach_stream'],
  async measure(place, rounds, wanted) {
    const ours = await Ours.start(place, 'reattach')
    await ours.run('other')
    await ours.run('history', {
      process: { args: ['/bin/sh', '-c', SCRIPT], terminal: true },
      stdin: 'open',
    })
    const target = { kind: 'init', ...ours.ref('history') } as const
    const first = new Viewer(ours.client, target)
    await first.saidSince('ready')
    first.close()
    const findings: Findings = { results: [], notes: [] }
    const peers = which('podman') ? { podman: await podmanLogs(place, rounds) } : {}
    const add = async (name: Name, measured: () => Promise<number>) => {
      if (wanted.has(name)) findings.results.push(result(name, await measured(), peers))
    }
    await add('reattach_stream', () =>
      medianOf(rounds, async () => {
        const viewer = new Viewer(ours.client, target)
        await viewer.shown()
        viewer.close()
      }),
    )
    await add('reattach', () => inBrowser(place, ours.host.url, rounds))
    return findings
  },
}

async function podmanLogs(place: Workplace, rounds: number): Promise<number> {
  const podman = new PodmanPeer(place, new Starter(place))
  await podman.upOnTerminal('history', ['/bin/sh', '-c', SCRIPT])
  const { argv, env } = podman.command('logs', 'history')
  const isWritten = async () => (await outputOf(argv as Argv, { ...ENV, ...env })).endsWith('ready')
  while (!(await isWritten())) await sleep(500)
  const client = await startPtys(place, 'podman-logs', argv, env)
  const target = { kind: 'init', namespace: 'default', id: 'history' } as const
  return medianOf(rounds, async () => {
    const viewer = new Viewer(client, target)
    await viewer.saidSince('ready')
    viewer.close()
  })
}

async function inBrowser(place: Workplace, url: string, rounds: number): Promise<number> {
  const executablePath = findBrowser()
  if (!executablePath) throw new Error('there is no Chromium here')
  const browser = await chromium.launch({
    executablePath,
    chromiumSandbox: process.getuid?.() !== 0,
  })
  place.atEnd(() => browser.close())
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await page.goto(url)
  const row = (id: string) => page.getByRole('option', { name: new RegExp(`^${id}, `) })
  await row('other').waitFor()
  const times: number[] = []
  for (let round = 0; round <= rounds; round++) {
    await row('other').click()
    await page.waitForTimeout(500)
    const ms = await page.evaluate(clickToLine, LAST)
    if (round > 0) times.push(ms)
  }
  return median(times)
}

/** In the page: its own clock, and no messages of Playwright's in between. */
function clickToLine(last: string): Promise<number> {
  const row = [...document.querySelectorAll<HTMLElement>('[role=option]')].find((one) =>
    one.getAttribute('aria-label')?.startsWith('history, '),
  )
  if (!row) throw new Error('no row')
  return new Promise((resolve) => {
    const begun = performance.now()
    row.click()
    const look = () => {
      const rows = [...document.querySelectorAll<HTMLElement>('.xterm-rows')]
      const seen = rows.some((one) => one.offsetParent && one.textContent?.includes(last))
      if (seen) resolve(performance.now() - begun)
      else requestAnimationFrame(look)
    }
    look()
  })
}

async function medianOf(rounds: number, once: () => Promise<void>): Promise<number> {
  const times: number[] = []
  for (let round = 0; round <= rounds; round++) {
    const ms = await timed(once)
    if (round > 0) times.push(ms)
  }
  return median(times)
}
