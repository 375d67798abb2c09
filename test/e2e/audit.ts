import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { stickingOut } from './sticking-out.ts'

type AxeResults = Awaited<ReturnType<AxeBuilder['analyze']>>

/** Longer than any transition of ours: a colour that is still fading would be measured. */
const SETTLE_MS = 150

/** How a screen is looked at beside light, in which every rule is asked: by what a scheme can change, the rest is the same. */
const SCHEMES = [
  {
    colorScheme: 'dark',
    contrast: 'no-preference',
    rules: ['color-contrast', 'link-in-text-block'],
  },
  // 7 : 1
  { colorScheme: 'dark', contrast: 'more', rules: ['color-contrast-enhanced'] },
  { colorScheme: 'light', contrast: 'more', rules: ['color-contrast-enhanced'] },
] as const

/**
 * Nothing sticks out of its place, and axe looks at what is on the page: nothing that is serious or critical may be found;
 * contrast in light, in dark, and in high contrast in both.
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
  for (const { rules, ...scheme } of SCHEMES) {
    // Nothing fades from one to the next.
    await page.emulateMedia({ ...scheme, reducedMotion: 'reduce' })
    const name = scheme.contrast === 'more' ? 'high contrast' : 'plain'
    expectNothingGrave(await again(page, rules), `${screen}, ${scheme.colorScheme}, ${name}`)
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
