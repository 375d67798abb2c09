import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { stickingOut } from './sticking-out.ts'

type AxeResults = Awaited<ReturnType<AxeBuilder['analyze']>>

/** Longer than any transition of ours: a colour that is still fading would be measured. */
const SETTLE_MS = 150

/** How a screen is looked at beside light, in which every rule is asked: by what a scheme can change, the rest is the same. */
interface Scheme {
  name: string
  colorScheme: 'light' | 'dark'
  contrast: 'no-preference' | 'more'
  rules: readonly string[]
}
const DARK: Scheme = {
  name: 'dark',
  colorScheme: 'dark',
  contrast: 'no-preference',
  rules: ['color-contrast', 'link-in-text-block'],
}
/** 7 : 1 */
const highContrast = (colorScheme: 'light' | 'dark'): Scheme => ({
  name: `${colorScheme}, high contrast`,
  colorScheme,
  contrast: 'more',
  rules: ['color-contrast-enhanced'],
})
const HIGH_CONTRAST = [highContrast('dark'), highContrast('light')]

/** By turns: that its colours keep 7 : 1 on each other is proven without a page (unit/renderer/contrast.test.ts). */
let turns = 0
const inTurn = () => HIGH_CONTRAST[turns++ % HIGH_CONTRAST.length] ?? highContrast('dark')

/**
 * Nothing sticks out of its place, and axe looks at what is on the page: nothing that is serious or critical may be found;
 * contrast in light, in dark, and in high contrast of the one or the other.
 */
export async function expectAccessible(page: Page, screen: string): Promise<void> {
  expect.soft(await stickingOut(page), screen).toEqual([])
  const usual = { colorScheme: 'light', contrast: 'no-preference' } as const
  await page.emulateMedia(usual)
  await page.waitForTimeout(SETTLE_MS)
  // Its other mode opens a page of its own each time, for frames, of which there are none here.
  // What passed is not described element by element.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
  const all = axe.withTags(['wcag2a', 'wcag2aa', 'wcag21aa'])
  expectNothingGrave(await all.analyze(), `${screen}, light`)
  for (const { name, rules, ...scheme } of [DARK, inTurn()]) {
    // Nothing fades from one to the next.
    await page.emulateMedia({ ...scheme, reducedMotion: 'reduce' })
    expectNothingGrave(await again(page, rules), `${screen}, ${name}`)
  }
  await page.emulateMedia({ ...usual, reducedMotion: 'no-preference' })
}

/**
 * Asks the axe that is in the page already: to bring it there takes longer than to ask it. The page hears of another scheme
 * with its next frame, and has drawn it with the one after that.
 */
const again = (page: Page, rules: readonly string[]) =>
  page.evaluate(
    async (options) => {
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
      const { axe } = window as unknown as { axe: { run(how: object): Promise<AxeResults> } }
      return axe.run(options)
    },
    { runOnly: [...rules], resultTypes: ['violations'] },
  )

function expectNothingGrave({ violations }: AxeResults, what: string): void {
  const grave = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} at ${target}: ${failureSummary}`),
    )
  expect.soft(grave, what).toEqual([])
}
