import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { stickingOut } from './sticking-out.ts'

/** Longer than any transition of ours: a colour that is still fading would be measured. */
const SETTLE_MS = 150
/** What a scheme can change; everything else is the same in both. */
const OF_COLOUR = ['color-contrast', 'link-in-text-block']

/** Nothing sticks out of its place, and axe looks at what is on the page: nothing that is serious or critical may be found; contrast in light and in dark. */
export async function expectAccessible(page: Page, screen: string): Promise<void> {
  expect.soft(await stickingOut(page), screen).toEqual([])
  // Its other mode opens a page of its own each time, for frames, of which there are none here.
  // What passed is not described element by element.
  const axe = () =>
    new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
  await expectNothingGrave(page, 'light', axe().withTags(['wcag2a', 'wcag2aa', 'wcag21aa']), screen)
  await expectNothingGrave(page, 'dark', axe().withRules(OF_COLOUR), screen)
}

async function expectNothingGrave(
  page: Page,
  colorScheme: 'light' | 'dark',
  axe: AxeBuilder,
  screen: string,
): Promise<void> {
  await page.emulateMedia({ colorScheme })
  await page.waitForTimeout(SETTLE_MS)
  const { violations } = await axe.analyze()
  const grave = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} at ${target}: ${failureSummary}`),
    )
  expect.soft(grave, `${screen}, ${colorScheme}`).toEqual([])
}
