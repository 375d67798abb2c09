import { expect, test } from './app.ts'
import { expectAccessible } from './audit.ts'

test('a running shell is rewound, what would be lost is kept, and comes back too', async ({
  app,
}) => {
  const { page } = app
  const moment = (name: string) =>
    page.getByRole('button', { name: new RegExp(`^Checkpoint ${name}, `) })
  await app.startDemoShell()
  await app.type('WORD=before; echo it is $WORD')
  await expect(app.screen).toContainText('it is before')
  await app.checkpoint((dialog) => dialog.getByLabel('Name', { exact: true }).fill('calm'))
  await app.type('WORD=after; echo it is $WORD')
  await expect(app.screen).toContainText('it is after')
  await app.exec('sleep 1000')

  await test.step('what is lost is said before', async () => {
    await app.action('Rewind…').click()
    await page.getByRole('menuitem', { name: /^calm / }).click()
    const dialog = app.dialog('Rewind shell-1 to calm')
    await expect(dialog.getByRole('note')).toContainText('shell-1 is running, and is ended')
    await expect(dialog.getByRole('note')).toContainText('sleep 1000')
    await app.pictures('rewind')
    await expectAccessible(page, 'the rewind dialog')
    await page.emulateMedia({ colorScheme: 'light' })
    await dialog.getByRole('button', { name: 'Rewind' }).click()
    await expect(dialog).toBeHidden({ timeout: 20_000 })
  })

  await test.step('its console shows what it showed then', async () => {
    await app.expectState('shell-1', 'running')
    await expect(app.screen).not.toContainText('it is after')
    await app.type('echo back $WORD')
    await expect(app.screen).toContainText('back before')
    await app.picture('rewound')
  })

  await test.step('what was kept comes back', async () => {
    await moment('before calm').click()
    await app.dialog('Checkpoint before calm').getByRole('button', { name: 'Rewind' }).click()
    const dialog = app.dialog('Rewind shell-1 to before calm')
    await dialog.getByRole('switch', { name: /^Take a moment/ }).uncheck()
    await dialog.getByRole('button', { name: 'Rewind' }).click()
    await expect(dialog).toBeHidden({ timeout: 20_000 })
    await app.type('echo again $WORD')
    await expect(app.screen).toContainText('again after')
    await expect(moment('before before calm')).toBeHidden()
  })
})

test('three branches of a moment at once, their consoles side by side', async ({ app }) => {
  const { page } = app
  await app.startDemoShell()
  await app.type('WORD=then')
  await app.checkpoint((dialog) => dialog.getByLabel('Name', { exact: true }).fill('fork'))
  await page.getByRole('button', { name: /^Checkpoint fork, / }).click()
  await app.dialog('Checkpoint fork').getByRole('button', { name: 'Branch…' }).click()
  const dialog = app.dialog('Branch fork')
  await dialog.getByLabel('How many').fill('3')
  await expect(dialog.getByLabel('Name of branch 3')).toHaveValue('shell-1d')

  await test.step('a name that is taken, or none, is said at once', async () => {
    await dialog.getByLabel('Name of branch 2').fill('shell-1')
    const button = dialog.getByRole('button', { name: 'Branch 3 times' })
    await expect(button).toHaveAttribute('aria-disabled', 'true')
    await expect(button).toHaveAccessibleDescription('there is a container shell-1 already')
    await dialog.getByLabel('Name of branch 2').fill('middle')
  })

  await dialog.getByRole('button', { name: 'Changes' }).click()
  await app.choose(dialog, 'Host name', 'Their names')
  await app.pictures('branch')
  await expectAccessible(page, 'the branch dialog')
  await page.emulateMedia({ colorScheme: 'light' })
  await dialog.getByRole('button', { name: 'Branch 3 times' }).click()
  await expect(dialog).toBeHidden({ timeout: 30_000 })
  for (const id of ['shell-1b', 'middle', 'shell-1d']) {
    await app.expectState(id, 'running')
    await expect(app.tab(new RegExp(`^Console of ${id},`))).toBeVisible()
  }
  await expect(page.locator('.xterm >> visible=true')).toHaveCount(4)
  const middle = page.getByRole('tabpanel').filter({ has: page.locator('.xterm') })
  await app.tab(/^Console of middle,/).click()
  await page.keyboard.type('echo $WORD at $(hostname)\n')
  await expect(middle.filter({ hasText: 'then at middle' })).toHaveCount(1)
  await app.picture('branches')
})

test('a branch that fails is said at its own line, and made with other changes', async ({
  app,
}) => {
  const { page } = app
  await app.startDemoShell()
  await app.checkpoint((dialog) => dialog.getByLabel('Name', { exact: true }).fill('fork'))
  await page.keyboard.press('Control+k')
  await page.keyboard.type('Branch shell-1')
  await page.keyboard.press('Enter')
  const dialog = app.dialog('Branch fork')
  await dialog.getByRole('button', { name: 'Changes' }).click()
  await app.choose(dialog, 'Host name', 'Another')
  await dialog.getByLabel('Another host name').fill('no name')
  await dialog.getByRole('button', { name: 'Branch', exact: true }).click()
  await expect(dialog.getByRole('alert')).toContainText('letters, digits, dots and dashes')
  await app.picture('branch-failed')
  await dialog.getByRole('button', { name: 'Change and try again' }).click()
  await dialog.getByLabel('Another host name').fill('better.name')
  await dialog.getByRole('button', { name: 'Branch', exact: true }).click()
  await expect(dialog).toBeHidden({ timeout: 20_000 })
  await app.expectState('shell-1b', 'running')
  await app.type('hostname')
  await expect(app.screen).toContainText('better.name')
})
