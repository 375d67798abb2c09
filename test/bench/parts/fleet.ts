import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright'
import { ROOT } from '../../../build/compile.mjs'
import { findBrowser } from '../../../build/setup/needs.mjs'
import { result } from '../figures.ts'
import { Fleet } from '../fleet.ts'
import { median } from '../statistics.ts'
import type { Workplace } from '../workplace.ts'
import type { Part } from './part.ts'

const SIZE = 500
const CHANGING = 50
/** So long frames are counted in each round, ms. */
const WATCHED_MS = 3000
/** A round takes that long twice: more than these say no more. */
const MOST_ROUNDS = 9

/**
 * The longest time between two frames while 50 of 500 containers change each second, and as long while the list is scrolled
 * through and filtered. Beside it an empty page on the same machine in turn: what the machine itself holds up.
 */
export const fleet: Part = {
  names: ['fleet_render'],
  async measure(place, rounds) {
    const fleet = await Fleet.start(join(ROOT, 'out/renderer'), SIZE)
    place.atEnd(() => fleet.close())
    const { shown, empty } = await open(place, fleet.url)
    fleet.change(CHANGING)
    const ours: number[] = []
    const moving: number[] = []
    const theirs: number[] = []
    for (let round = 0; round <= Math.min(rounds, MOST_ROUNDS); round++) {
      const still = await longestFrame(empty)
      const seen = await longestFrame(shown)
      const scrolled = await longestFrame(shown, true)
      if (round === 0) continue
      theirs.push(still)
      ours.push(seen)
      moving.push(scrolled)
    }
    return {
      results: [result('fleet_render', median(ours), { page: median(theirs) })],
      notes: [
        `longest of all ${Math.max(...ours).toFixed(0)} ms; ${median(moving).toFixed(0)} ms while the list is scrolled`,
      ],
    }
  },
}

async function open(place: Workplace, url: string): Promise<{ shown: Page; empty: Page }> {
  const executablePath = findBrowser()
  if (!executablePath) throw new Error('there is no Chromium here')
  const browser: Browser = await chromium.launch({
    executablePath,
    chromiumSandbox: process.getuid?.() !== 0,
  })
  place.atEnd(() => browser.close())
  const viewport = { width: 1280, height: 800 }
  const [shown, empty] = await Promise.all([
    browser.newPage({ viewport }),
    browser.newPage({ viewport }),
  ])
  await shown.goto(url)
  await shown
    .getByRole('option', { name: /^member-/ })
    .first()
    .click()
  return { shown, empty }
}

/** In front, for only such a page is drawn. `scrolling`: its list goes on by a screen ten times a second. */
async function longestFrame(page: Page, scrolling = false): Promise<number> {
  await page.bringToFront()
  return page.evaluate(longest, { ms: WATCHED_MS, scrolling })
}

/** In the page: the longest time between two frames within `ms`. */
function longest({ ms, scrolling }: { ms: number; scrolling: boolean }): Promise<number> {
  const list = document.querySelector('[role=listbox]')
  const scroll = () => {
    if (!list) return
    const end = list.scrollTop + list.clientHeight >= list.scrollHeight
    list.scrollTop = end ? 0 : list.scrollTop + list.clientHeight
  }
  const scrolls = scrolling ? setInterval(scroll, 100) : undefined
  return new Promise((resolve) => {
    let found = 0
    let last: number | null = null
    const end = performance.now() + ms
    const frame = (now: number) => {
      if (last !== null) found = Math.max(found, now - last)
      last = now
      if (now < end) requestAnimationFrame(frame)
      else {
        clearInterval(scrolls)
        resolve(found)
      }
    }
    // The first ones after a page came to the front are its own affair.
    setTimeout(() => requestAnimationFrame(frame), 300)
  })
}
