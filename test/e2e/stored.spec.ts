import { expect, test } from './app.ts'
import { expectAccessible } from './audit.ts'

test('a moment is stored as a difference and made whole, by clicking; older ones by themselves beyond the budget', async ({
  app,
}) => {
  const { page } = app
  const moment = (name: string) =>
    page.getByRole('button', { name: new RegExp(`^Checkpoint ${name}, `) })
  const dialog = (name: string) => app.dialog(`Checkpoint ${name}`)
  await app.startDemoShell()
  await app.type(`X=$(head -c 6000000 /dev/urandom | base64); echo \${#X} kept`)
  await expect(app.screen).toContainText(/8\d{6} kept/)
  await app.checkpoint((form) => form.getByLabel('Name', { exact: true }).fill('first'))
  await moment('first').click()
  await expect(
    dialog('first').getByRole('button', { name: 'Store as a difference' }),
  ).toHaveAccessibleDescription(/no other moment of its container/)
  await page.keyboard.press('Escape')
  await app.checkpoint((form) => form.getByLabel('Name', { exact: true }).fill('second'))

  await test.step('stored: what it takes, and what a restore costs, is said', async () => {
    await moment('first').click()
    await dialog('first').getByRole('button', { name: 'Store as a difference' }).click()
    await expect(dialog('first')).toContainText(
      /stored as a difference to “second”: .* KiB instead of .* MiB; a restore takes about .* longer/,
    )
    await expect(moment('first')).toHaveAccessibleName(/stored as a difference/)
    await app.pictures('moment-stored')
    await expectAccessible(page, 'a stored moment')
  })

  await test.step('made whole again', async () => {
    await dialog('first').getByRole('button', { name: 'Make whole' }).click()
    await expect(
      dialog('first').getByRole('button', { name: 'Store as a difference' }),
    ).toBeVisible()
    await expect(moment('first')).not.toHaveAccessibleName(/stored as a difference/)
    await page.keyboard.press('Escape')
  })

  await test.step('a budget of nothing: what may be stored is, by itself', async () => {
    await page.getByRole('button', { name: 'Menu', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Storage of checkpoints…' }).click()
    const storage = app.dialog('Storage of checkpoints')
    await expect(storage).toContainText('none yet')
    await storage.getByLabel(/^Memory of checkpoints/).fill('0')
    await storage.getByRole('button', { name: 'Keep' }).click()
    await expect(storage).toContainText(/KiB in the place of .* MiB/)
    await app.pictures('moment-storage')
    await expectAccessible(page, 'the storage of checkpoints')
    await page.keyboard.press('Escape')
    await expect(moment('second')).toHaveAccessibleName(/stored as a difference/)
  })

  await test.step('rewound to it, all of it is there', async () => {
    await app.kill('SIGKILL')
    await app.expectState('shell-1', '137 killed')
    await app.action('Rewind…').click()
    await page.getByRole('menuitem', { name: /^second / }).click()
    await app.expectState('shell-1', 'running')
    await expect(async () => {
      await app.type(`echo \${#X} is back`)
      await expect(app.screen).toContainText(/8\d{6} is back/, { timeout: 2000 })
    }).toPass()
  })
})
