import { expect, test } from './app.ts'
import { expectAccessible } from './audit.ts'

test('what runs inside: the tree, live; a signal to one; its open files', async ({ app }) => {
  const { page } = app
  await app.startDemoShell()
  await app.type('exec 9>/tmp/kept; sleep 1001 & sleep 1002 &')
  const processes = await app.unfold('Processes')
  await processes.getByRole('button', { name: 'All that runs inside…' }).click()
  const dialog = app.dialog(/^Processes in shell-1/)
  const row = (command: string) => dialog.getByRole('row', { name: new RegExp(command) })
  await expect(row('sleep 1001')).toContainText('sleeps')
  await expect(row('sleep 1002')).toBeVisible()

  await dialog.getByRole('button', { name: 'Files of sh 1' }).click()
  const files = dialog.getByRole('region', { name: /^Files of sh/ })
  await expect(files.getByRole('row', { name: /9 \/tmp\/kept writes/ })).toBeVisible()
  await expectAccessible(page, 'processes')
  await app.picture('processes')

  await row('sleep 1001')
    .getByRole('button', { name: /^Signal/ })
    .click()
  await page.getByRole('button', { name: 'Send SIGTERM' }).click()
  await expect(row('sleep 1001')).toBeHidden()
  await expect(row('sleep 1002')).toBeVisible()
})
