import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { stickingOut } from './sticking-out.ts'

/** Longer than any transition of ours: a colour that is still fading would be measured. */
const SETTLE_MS = 150
/** What a scheme can change; everything else is the same in all. */
const OF_COLOUR = ['color-contrast', 'link-in-text-block']
/** In high contrast 7 : 1, and the other rule for what this one leaves out. */
const OF_HIGH_CONTRAST = [...OF_COLOUR, 'color-contrast-enhanced']

/** How a screen is looked at beside light, in which every rule is asked. */
const SCHEMES = [
  { colorScheme: 'dark', contrast: 'no-preference', rules: OF_COLOUR },
  { colorScheme: 'dark', contrast: 'more', rules: OF_HIGH_CONTRAST },
  { colorScheme: 'light', contrast: 'more', rules: OF_HIGH_CONTRAST },
] as const

/**
 * Nothing sticks out of its place, and axe looks at what is on the page: nothing that is serious or critical may be found;
 * contrast in light, in dark, and in high contrast in both.
 */
export async function expectAccessible(page: Page, screen: string): Promise<void> {
  expect.soft(await stickingOut(page), screen).toEqual([])
  // Its other mode opens a page of its own each time, for frames, of which there are none here.
  // What passed is not described element by element.
  const axe = () =>
    new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
  const usual = { colorScheme: 'light', contrast: 'no-preference' } as const
  await page.emulateMedia(usual)
  await page.waitForTimeout(SETTLE_MS)
  await expectNothingGrave(axe().withTags(['wcag2a', 'wcag2aa', 'wcag21aa']), `${screen}, light`)
  for (const { rules, ...scheme } of SCHEMES) {
    // Nothing fades from one to the next.
    await page.emulateMedia({ ...scheme, reducedMotion: 'reduce' })
    const name = scheme.contrast === 'more' ? 'high contrast' : 'plain'
    await expectNothingGrave(
      axe().withRules([...rules]),
      `${screen}, ${scheme.colorScheme}, ${name}`,
    )
  }
  await page.emulateMedia({ ...usual, reducedMotion: 'no-preference' })
}

async function expectNothingGrave(axe: AxeBuilder, what: string): Promise<void> {
  const { violations } = await axe.analyze()
  const grave = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} at ${target}: ${failureSummary}`),
    )
  expect.soft(grave, what).toEqual([])
}
