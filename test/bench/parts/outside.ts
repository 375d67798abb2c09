import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright'
import { findBrowser } from '../../../build/setup/needs.mjs'
import { which } from '../../../build/setup/tools.mjs'
import { result } from '../figures.ts'
import { Ours } from '../peers/ours.ts'
import { type Argv, Starter } from '../programs.ts'
import { median } from '../statistics.ts'
import type { Workplace } from '../workplace.ts'
import type { Part } from './part.ts'

const ID = 'watched'
const FOLDER = 'outside'
/** The others of a fleet, which are watched as well. */
const OTHERS = 10

/**
 * A pause made in a terminal, from before `runc pause` is started there until its word is on the screen of a browser. Beside it
 * stands runc alone: how long that command takes until it is over.
 */
export const outside: Part = {
  names: ['outside_change'],
  async measure(place, rounds) {
    const ours = await Ours.start(place, FOLDER)
    for (let other = 0; other < OTHERS; other++) await ours.run(`other-${other}`)
    await ours.run(ID)
    const page = await open(place, ours.host.url)
    const starter = new Starter(place)
    const root = join(place.folder(FOLDER), 'run/runc/default')
    const byHand = (action: string) =>
      starter.run([which('runc') ?? 'runc', '--root', root, action, ID] as Argv)
    const seen: number[] = []
    const taken: number[] = []
    for (let round = 0; round <= rounds; round++) {
      const shown = page.evaluate(shownAt, 'paused')
      const begun = Date.now()
      const ms = await byHand('pause')
      const at = await shown
      const back = page.evaluate(shownAt, 'running')
      await byHand('resume')
      await back
      if (round === 0) continue
      seen.push(at - begun)
      taken.push(ms)
    }
    return {
      results: [result('outside_change', median(seen), { runc: median(taken) })],
      notes: [`longest of ${rounds}: ${Math.max(...seen)} ms`],
    }
  },
}

async function open(place: Workplace, url: string): Promise<Page> {
  const executablePath = findBrowser()
  if (!executablePath) throw new Error('there is no Chromium here')
  const browser: Browser = await chromium.launch({
    executablePath,
    chromiumSandbox: process.getuid?.() !== 0,
  })
  place.atEnd(() => browser.close())
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await page.goto(url)
  await page.getByRole('option', { name: new RegExp(`^${ID}, `) }).click()
  return page
}

/** In the page: the time of the first frame whose row says `word`. Both clocks are the machine's. */
function shownAt(word: string): Promise<number> {
  return new Promise((resolve) => {
    const look = () => {
      const row = [...document.querySelectorAll('[role=option]')].find((one) =>
        one.getAttribute('aria-label')?.startsWith('watched, '),
      )
      if (row?.getAttribute('aria-label')?.includes(word)) resolve(Date.now())
      else requestAnimationFrame(look)
    }
    look()
  })
}
