import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from './app.ts'
import { expectAccessible } from './audit.ts'

test('a checkpoint is written to a file, deleted with its container, brought in and restored', async ({
  app,
}) => {
  const { page } = app
  const path = join(tmpdir(), `runcible-archive-${process.pid}.tar.zst`)
  const moment = page.getByRole('button', { name: /^Checkpoint before, / })
  try {
    await app.startDemoShell()
    // What has ended and was not waited for comes along, and asks for nothing.
    await app.type('X=42; sleep 1000 & kill $!; echo it is one')
    await expect(app.screen).toContainText('it is one')
    await app.checkpoint((dialog) => dialog.getByLabel('Name', { exact: true }).fill('before'))

    await test.step('written out', async () => {
      await moment.click()
      await app.dialog('Checkpoint before').getByRole('button', { name: 'Export…' }).click()
      const dialog = app.dialog('Export before')
      await dialog.getByLabel('Path').fill(path)
      await app.picture('archive-export')
      await expectAccessible(page, 'the export of a checkpoint')
      await dialog.getByRole('button', { name: 'Export', exact: true }).click()
      await expect(dialog.getByRole('status')).toContainText(`Written to ${path}`)
      await dialog.getByRole('button', { name: 'Close' }).last().click()
    })

    await test.step('nothing of it is left here', async () => {
      await moment.click()
      await app
        .dialog('Checkpoint before')
        .getByRole('button', { name: 'Delete checkpoint' })
        .click()
      await page.getByRole('button', { name: 'Delete before' }).click()
      await expect(moment).toBeHidden()
      await app.kill('SIGKILL')
      await app.expectState('shell-1', '137')
      await app.action('Delete').click()
      await page.getByRole('button', { name: 'Delete shell-1' }).click()
      await expect(app.row('shell-1')).toBeHidden()
    })

    await test.step('what it would run is shown first', async () => {
      await page.getByRole('button', { name: 'Menu' }).click()
      await page.getByRole('menuitem', { name: 'Import a checkpoint…' }).click()
      const dialog = app.dialog('Import a checkpoint')
      await dialog.getByLabel('Path').fill('/etc/hostname')
      await dialog.getByRole('button', { name: 'Look into it' }).click()
      await expect(dialog.getByRole('alert')).toContainText('no tar')
      await dialog.getByLabel('Path').fill(path)
      await dialog.getByRole('button', { name: 'Look into it' }).click()
      await expect(dialog).toContainText('/bin/sh')
      await expect(dialog).toContainText('Nothing of this machine')
      await expect(dialog.getByLabel('Last lines of its console')).toContainText('it is one')
      await app.pictures('archive-import')
      await expectAccessible(page, 'the import of a checkpoint')
      await dialog.getByRole('button', { name: 'Bring in' }).click()
      await expect(dialog).toBeHidden()
    })

    await test.step('it becomes a container again', async () => {
      const create = app.dialog('New container')
      await expect(create.getByLabel('Name', { exact: true })).toHaveValue('shell-1')
      await expect(create.getByRole('combobox', { name: 'Checkpoint' })).toHaveValue(/^before · /)
      await create.getByRole('combobox', { name: 'Checkpoint' }).click()
      await expect(page.getByText('Without a container')).toBeVisible()
      await page.keyboard.press('Enter')
      await create.getByRole('button', { name: 'Create & start' }).click()
      await app.expectState('shell-1', 'running')
      await app.type('echo still $X')
      await expect(app.screen).toContainText('still 42')
      await expect(moment).toBeVisible()
    })
  } finally {
    rmSync(path, { force: true })
  }
})
