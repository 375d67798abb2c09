import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './app.ts'
import { expectAccessible } from './audit.ts'

test('what is in a moment, and what differs from now, without restoring it', async ({ app }) => {
  const { page } = app
  await app.startDemoShell()
  await app.type('cd /etc; WHO=me sleep 1001 & echo one > /etc/greeting; exec 9</etc/greeting')
  await app.type('nc -l -p 7003 & sleep 1; echo rea""dy')
  await expect(app.screen).toContainText('ready')
  await app.checkpoint(async (dialog) => {
    await dialog.getByLabel('Name', { exact: true }).fill('calm')
  })
  const moment = page.getByRole('button', { name: /^Checkpoint calm, / })

  await test.step('processes as a tree, one of them in all', async () => {
    await moment.click()
    await page.getByRole('button', { name: 'Look inside…' }).click()
    const dialog = app.dialog('Inside calm of shell-1')
    const processes = dialog.getByRole('listbox', { name: 'Processes' })
    await expect(processes.getByRole('option', { name: 'sleep 1001' })).toContainText('alive')
    await processes.focus()
    await expect(processes.getByRole('option', { selected: true })).toContainText('1 · alive')
    const init = dialog.getByRole('region', { name: /^Process 1, / })
    await init.getByRole('tab', { name: /^Open files/ }).click()
    await expect(init.getByText('/etc/greeting')).toBeVisible()
    await expectAccessible(page, 'inside')
    await app.pictures('inside-open-files')
    await init.getByRole('tab', { name: /^Memory/ }).click()
    await expect(init.getByText('[heap]')).toBeVisible()
    await app.picture('inside-memory')
    await processes.getByRole('option', { name: 'sleep 1001' }).click()
    const sleep = dialog.getByRole('region', { name: /^Process \d+, sleep/ })
    await sleep.getByRole('tab', { name: /^Environment/ }).click()
    await expect(sleep.getByText('WHO=me')).toBeVisible()
    await dialog.getByRole('tab', { name: /^Sockets/ }).click()
    await expect(dialog.getByText(/:7003/)).toBeVisible()
    await dialog.getByRole('tab', { name: /^Mounts/ }).click()
    await expect(dialog.getByText('/proc', { exact: true })).toBeVisible()
    await app.picture('inside-mounts')
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
  })

  await app.type(
    'kill %1; echo two >> /etc/greeting; sleep 1003 & rm /etc/profile; echo > /etc/short; echo do""ne',
  )
  await expect(app.screen).toContainText('done')
  await test.step('compared with now; a file line by line', async () => {
    await moment.click()
    await page.getByRole('button', { name: 'Compare…' }).click()
    const dialog = app.dialog('Compare calm')
    await expect(dialog.getByRole('combobox', { name: 'With' })).toHaveValue('shell-1 as it is now')
    const processes = dialog.getByRole('region', { name: 'Processes' })
    await expect(processes.getByRole('listitem').filter({ hasText: 'sleep 1001' })).toContainText(
      'gone',
    )
    await expect(processes.getByRole('listitem').filter({ hasText: 'sleep 1003' })).toContainText(
      'started',
    )
    await expectAccessible(page, 'compare')
    await app.picture('compare-processes')
    await dialog.getByRole('tab', { name: /^Files/ }).click()
    const files = dialog.getByRole('region', { name: 'Files' })
    await expect(files.getByRole('listitem').filter({ hasText: '/etc/profile' })).toContainText(
      'removed',
    )
    await app.picture('compare-files')
    await files.getByRole('button', { name: /greeting/ }).click()
    const lines = app.dialog('/etc/greeting').getByRole('region', { name: 'Lines that differ' })
    await expect(lines.getByRole('listitem').filter({ hasText: 'two' })).toContainText('+')
    await expect(lines.getByRole('listitem').filter({ hasText: 'one' })).not.toContainText('+')
    await expectAccessible(page, 'compare-file')
    await app.pictures('compare-file')
    await page.keyboard.press('Escape')
    await expect(app.dialog('/etc/greeting')).toBeHidden()
    await expect(dialog).toBeVisible()
  })

  await test.step('one that is gone meanwhile is on neither side', async () => {
    const dialog = app.dialog('Compare calm')
    rmSync(join(app.host.state, 'containers/default/shell-1/rootfs/etc/short'))
    await dialog.getByRole('button', { name: /short/ }).click()
    await expect(app.dialog('/etc/short')).toContainText('It is on neither side any more')
    await app.picture('compare-file-gone')
  })
})
