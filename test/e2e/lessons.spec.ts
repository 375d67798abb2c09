import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator } from '@playwright/test'
import { expect, test } from './app.ts'
import { expectAccessible } from './audit.ts'

/** One that would do harm if it could, and one that is none. */
const OWN = {
  'mine.md': `---
title: My own
summary: Of mine.
minutes: 1
container: {}
---
## A step

<script>window.intruder = 1</script>

[out](https://example.org) [in](javascript:alert(1)) ![an image](http://127.0.0.1/x.png)

\`\`\`check
state: running
\`\`\`
`,
  'bad.md': `---
title: Bad
summary: S
minutes: 1
---
## A

\`\`\`check
state: asleep
\`\`\`
`,
}

/** All of it is in the window: what hangs out of it at the bottom takes its buttons along. */
async function expectWhole(dialog: Locator): Promise<void> {
  await expect(dialog).toBeVisible()
  await expect(dialog).toBeInViewport({ ratio: 1 })
}

test('the tour is offered at the first start, and walks through the window by keyboard', async ({
  app,
}) => {
  const { page } = app
  const station = page.locator('[data-tour]')
  await page.getByRole('button', { name: 'Take the tour' }).click()
  await expect(page.getByRole('dialog', { name: 'The list' })).toBeVisible()
  const start = station.getByRole('button', { name: 'Start the demo shell' })
  await expect(start).toBeFocused()
  await page.keyboard.press('Enter')
  await app.expectState('shell-1', 'running')
  const next = station.getByRole('button', { name: 'Next' })
  for (const title of ['The console', 'The inspector', 'The state diagram', 'The moments']) {
    await expect(next).toBeFocused()
    await page.keyboard.press('Enter')
    await expectWhole(page.getByRole('dialog', { name: title }))
  }
  await page.keyboard.press('Enter')
  await expectWhole(page.getByRole('dialog', { name: 'The journal' }))
  await app.pictures('tour')
  await test.step('a window made smaller leaves it the keyboard', async () => {
    const right = async () => {
      const box = await station.boundingBox()
      return box ? box.x + box.width : Number.POSITIVE_INFINITY
    }
    for (let n = 0; n < 5; n++) {
      await page.setViewportSize({ width: 1920, height: 1080 })
      await expect.poll(right).toBeGreaterThan(900)
      await page.setViewportSize({ width: 1280, height: 800 })
      await expect.poll(right).toBeLessThan(900)
    }
    await expect(station.getByRole('button', { name: 'End' })).toBeFocused()
  })
  await expectAccessible(page, 'the tour')
  await station.getByRole('button', { name: 'Back' }).click()
  await expect(next).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(station).toBeHidden()
  await expect(page.getByRole('listbox', { name: 'Containers' })).toBeFocused()
})

test('a lesson is finished by doing it, and by nothing else', async ({ app }) => {
  const { page } = app
  const pane = page.getByRole('complementary', { name: 'Lessons' })
  const next = pane.getByRole('button', { name: 'Next' })
  const skip = pane.getByRole('button', { name: 'Skip this step' })
  await test.step('the lessons, and a folder of own ones', async () => {
    const folder = join(app.host.dir, 'own-lessons')
    mkdirSync(folder)
    for (const [name, text] of Object.entries(OWN)) writeFileSync(join(folder, name), text)
    await page.keyboard.press('Control+Shift+H')
    await pane.getByRole('textbox', { name: 'Folder of lessons' }).fill(folder)
    await page.keyboard.press('Enter')
    await expect(pane).toContainText('bad.md is no lesson')
    await expect(pane).toContainText(/line 9: state: /)
    await expectAccessible(page, 'the list of lessons')
    await app.pictures('lessons')
    await pane.getByRole('button', { name: /^My own/ }).click()
    await expect(pane.getByRole('link')).toHaveCount(1)
    await expect(pane.getByRole('link')).toHaveAttribute('rel', 'noopener noreferrer')
    await expect(pane.locator('img')).toHaveCount(0)
    await expect(pane).toContainText('<script>window.intruder = 1</script>')
    expect(await page.evaluate(() => 'intruder' in window)).toBe(false)
    await pane.getByRole('button', { name: 'All lessons' }).click()
  })

  await test.step('nothing but doing it finishes a step', async () => {
    await pane.getByRole('button', { name: /^Life and states/ }).click()
    await expect(pane.getByRole('heading', { name: 'Life and states' })).toBeFocused()
    await expect(next).toBeHidden()
    await pane.getByRole('button', { name: 'Make the container' }).click()
    await app.expectState('life-1', 'created')
    await expect(pane).toContainText('Waiting for the container to be running')
    await expect(next).toBeHidden()
    for (let n = 0; n < 8; n++) await skip.click()
    await expect(pane).toContainText('Not finished yet')
    await expect(pane).toContainText('8 steps were skipped')
    await pane.getByRole('button', { name: '1. Start it' }).click()
  })

  await test.step('and doing it does', async () => {
    await app.action('Start').click()
    await expect(pane).toContainText('What you saw')
    await app.pictures('lesson')
    await expectAccessible(page, 'a lesson')
    await next.click()
    await expect(pane.getByRole('heading', { name: 'Pause it' })).toBeFocused()
    await app.action('Pause').click()
    await next.click()
    const check = pane.getByRole('button', { name: 'Check the answer' })
    await pane.getByRole('radio', { name: 'It is lost' }).check()
    await check.click()
    await expect(pane).toContainText('That is not it.')
    await expect(next).toBeHidden()
    await pane.getByRole('radio', { name: /^It waits/ }).check()
    await check.click()
    await next.click()
    await app.action('Resume').click()
    await next.click()
    await app.kill('SIGKILL')
    await next.click()
    const answer = pane.getByRole('textbox', { name: /^Which exit code/ })
    await answer.fill('9')
    await answer.press('Enter')
    await expect(pane).toContainText('That is not it.')
    await answer.fill('137')
    await answer.press('Enter')
    await next.click()
    await app.action('Run again').click()
    await next.click()
    await app.kill('SIGKILL')
    await app.expectState('life-1', '137 killed')
    await app.action('Delete').click()
    await app
      .dialog(/Delete/)
      .getByRole('button', { name: 'Delete life-1' })
      .click()
    await pane.getByRole('button', { name: 'To the end' }).click()
    await expect(pane).toContainText('You have done all of it.')
    await pane.getByRole('button', { name: 'All lessons' }).first().click()
    await expect(pane.getByRole('button', { name: /^Life and states.*finished/ })).toBeVisible()
  })

  await test.step('it is kept over a reload; the tour is not offered again', async () => {
    await page.reload()
    await expect(pane.getByRole('button', { name: /^Life and states.*finished/ })).toBeVisible()
    await page.keyboard.press('Control+Shift+H')
    await expect(pane).toBeHidden()
    await expect(page.getByText('No containers yet.')).toBeVisible()
    await expect(page.getByRole('button', { name: 'Take the tour' })).toBeHidden()
  })
})
