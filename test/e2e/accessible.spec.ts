import { expect, test } from './app.ts'
import { expectAccessible } from './audit.ts'

test('no screen and no dialog keeps anybody out, light or dark', async ({ app }) => {
  const { page } = app
  const look = (screen: string) => expectAccessible(page, screen)
  const dismiss = async () => {
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
  }
  await look('empty')
  await app.startDemoShell()
  await app.checkpoint()
  for (const section of ['Limits', 'Processes', 'Checkpoints', 'Details', 'Spec']) {
    await app.unfold(section)
  }
  await look('a running container, everything unfolded')

  await test.step('a failure, in its place and in the journal', async () => {
    await app.inspector.getByLabel(/^Memory \(/).fill('0.004')
    await page.getByRole('button', { name: 'Update limits' }).click()
    await expect(app.inspector.getByRole('alert')).toContainText('Could not update the limits')
    await page.getByRole('button', { name: 'Journal', exact: true }).click()
    const journal = page.getByRole('region', { name: 'Journal' })
    await journal.getByRole('button', { name: /update.*failed/ }).click()
    await look('a failure')
    await page.getByRole('button', { name: 'Close journal' }).click()
  })

  await test.step('the create dialog', async () => {
    const dialog = await app.fillCreate({ name: 'pipes', from: 'Rootfs', folder: '/nothing' })
    await expect(dialog.getByRole('status')).toContainText('Nothing is there')
    await dialog.getByRole('button', { name: 'Advanced' }).click()
    await look('create')
    await app.choose(dialog, 'From', 'Starter')
    await dialog.getByRole('tab', { name: 'Preview' }).click()
    await expect(dialog.getByRole('region', { name: 'config.json' })).toBeVisible()
    await look('create, preview')
    await dismiss()
  })

  await test.step('the exec dialog, and a console of pipes', async () => {
    await app.exec(`sh -c 'echo out; echo err >&2; exec sleep 1000'`, async (dialog) => {
      await dialog.getByRole('switch', { name: /^Terminal/ }).uncheck()
      await look('exec')
    })
    await expect(app.screen).toContainText('err')
    await look('a console of pipes')
  })

  await test.step('the checkpoint dialog, a moment and its log', async () => {
    await app.action('Checkpoint…').click()
    await app
      .dialog(/^Checkpoint /)
      .getByRole('button', { name: 'Advanced' })
      .click()
    await look('checkpoint')
    await dismiss()
    await page.getByRole('button', { name: /^Checkpoint moment-1, / }).click()
    await look('a moment')
    await page.getByRole('button', { name: 'View log' }).click()
    await expect(app.dialog('Log').getByRole('region', { name: 'log' })).toBeVisible()
    await look('a log')
    await dismiss()
  })

  await test.step('kill, menus, namespaces, the palette, several', async () => {
    await app.action('Kill…').click()
    await page.getByRole('combobox', { name: 'Signal' }).click()
    await look('kill')
    await page.keyboard.press('Escape')
    await dismiss()
    await page.getByRole('button', { name: 'New console' }).click()
    await look('new console')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Menu' }).click()
    await look('menu')
    await page.getByRole('menuitem', { name: 'Namespaces…' }).click()
    await look('namespaces')
    await dismiss()
    await app.row('shell-1').click()
    await page.keyboard.press('Control+K')
    await look('palette')
    await page.keyboard.type('check')
    await look('palette, searched')
    await dismiss()
    await page.getByRole('listbox', { name: 'Containers' }).press('Space')
    await look('several')
    await page.keyboard.press('Escape')
  })

  await app.action('Pause').click()
  await app.expectState('shell-1', 'paused')
  await look('a paused container')
  await app.host.stop()
  await expect(page.getByText('Connection lost:', { exact: true })).toBeVisible()
  await look('connection lost')
})
