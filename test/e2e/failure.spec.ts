import { expect, test } from './app.ts'

test('CRIU refuses an open connection: what was tried, its line, what to do, and one click does it', async ({
  app,
}) => {
  const { page } = app
  await app.startDemoShell()
  await app.type('(sleep 1000 | nc -l -p 99) & until netstat -tln | grep :99; do sleep 1; done')
  await app.type('(sleep 1000 | nc 127.0.0.1 99) & until netstat -tn | grep :99; do sleep 1; done')
  await expect(app.screen).toContainText('ESTABLISHED')
  await app.action('Checkpoint…').click()
  const dialog = app.dialog('Checkpoint shell-1')
  await app.withoutForeseen(dialog, /^Open TCP connections/)
  await expect(dialog.getByRole('note')).toContainText('fails without: Open TCP connections')
  await dialog.getByRole('button', { name: 'Take checkpoint' }).click()
  const card = dialog.getByRole('alert')
  await expect(card).toContainText('Could not checkpoint shell-1')
  await expect(card.locator('mark')).toContainText('Connected TCP socket')
  await expect(page.getByRole('status', { name: 'Last command' })).toContainText(
    /runc checkpoint .*failed/,
  )
  await app.picture('failure-checkpoint')
  await card.getByRole('button', { name: 'Details' }).click()
  await expect(card).toContainText(/runc .* checkpoint .*--image-path/)
  await card.getByRole('button', { name: 'Show log' }).click()
  const log = app.dialog('Log')
  await expect(log.getByRole('region', { name: 'log' })).toContainText('Connected TCP socket')
  await expect(log.locator('mark').first()).toContainText('Connected TCP socket')
  await expect(log.locator('mark').first()).toBeInViewport()
  await app.picture('failure-log')
  await page.keyboard.press('Escape')
  await expect(log).toBeHidden()
  await app.expectState('shell-1', 'running')

  // One Escape closes one dialog: the failure still stands in the other.
  await expect(card).toBeVisible()
  await dialog.getByRole('button', { name: /TCP/i }).click()
  await expect(dialog).toBeHidden({ timeout: 30_000 })
  await expect(page.getByRole('button', { name: /^Checkpoint moment-1, / })).toBeVisible()
  await app.expectCommand('checkpoint', '--tcp-established')
})

test('a command that is not there: runc’s own sentence, and nothing is left', async ({ app }) => {
  const dialog = await app.fillCreate({ name: 'typo', command: '/bin/no-such-program' })
  await dialog.getByRole('button', { name: 'Create & start' }).click()
  const card = dialog.getByRole('alert')
  await expect(card).toContainText('Could not create typo')
  await expect(card).toContainText(/no-such-program.*no such file/)
  await app.picture('failure-create')
  await card.getByRole('button', { name: 'Details' }).click()
  await expect(card).toContainText(/conmon .*-c typo/)
  await card.getByRole('button', { name: 'Dismiss' }).click()
  await expect(card).toBeHidden()
  await app.page.keyboard.press('Escape')
  await expect(app.row('typo')).toBeHidden()

  const journal = app.page.getByRole('contentinfo').getByRole('button', { name: 'Journal' })
  await journal.click()
  const entry = app.page
    .getByRole('region', { name: 'Journal' })
    .getByRole('button', { name: /create typo/ })
  await expect(entry).toContainText('failed')
  await entry.click()
  await expect(app.page.getByRole('region', { name: 'Journal' })).toContainText('no such file')
  await app.picture('journal')
})
