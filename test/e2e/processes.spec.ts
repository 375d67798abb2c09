import { type App, expect, test } from './app.ts'
import { expectAccessible } from './audit.ts'

test('what runs inside: the tree, live; a signal to one; its open files; all that the kernel says', async ({
  app,
}) => {
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
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await test.step('inspected: what differs from config.json first, then each part', () =>
    inspect(app))
})

/** The demo shell from the kernel's own view. */
async function inspect(app: App): Promise<void> {
  const { page } = app
  await app.type('ulimit -n 50; nc -l -p 7003 &')
  // From within the console, whose shell has Ctrl L for itself.
  await page.keyboard.press('Control+Shift+L')
  const dialog = app.dialog('Inspect shell-1')
  const tab = (name: string) => dialog.getByRole('tab', { name: new RegExp(`^${name}`) })
  const rows = (name: string) =>
    dialog.getByRole('region', { name, exact: true }).getByRole('listitem')
  const differences = dialog.getByRole('region', { name: 'Differences from config.json' })
  await expect(differences.getByRole('listitem')).toHaveText([/^limitsRLIMIT_NOFILE is 50: /])
  await expect(rows('Capabilities').filter({ hasText: 'CAP_CHOWN' })).toContainText(
    'effective, permitted, bounding',
  )
  // As wide as it may be: 94 % of the window, 1240 at most.
  const width = page.viewportSize()?.width ?? 0
  expect((await dialog.boundingBox())?.width).toBeCloseTo(Math.min(1240, width * 0.94), -1)
  await expectAccessible(page, 'inspection')
  await app.pictures('inspection-rights')

  await test.step('namespaces, mounts, cgroup, limits', async () => {
    await tab('Namespaces').click()
    await expect(rows('Namespaces').filter({ hasText: 'network' })).toContainText('its own')
    await app.pictures('inspection-namespaces')
    await tab('Mounts').click()
    await expect(rows('Mounts').filter({ hasText: '/dev/shm' })).toContainText('noexec')
    await app.pictures('inspection-mounts')
    await tab('Cgroup').click()
    await expect(rows('Limits and use').filter({ hasText: 'processes' })).toContainText('pids.max')
    await app.pictures('inspection-cgroup')
    await tab('Limits').click()
    await expect(rows('Limits').filter({ hasText: 'nofile' })).toContainText('50 files')
    await app.picture('inspection-limits')
  })

  await test.step('values of the environment only when asked for', async () => {
    await tab('Environment').click()
    const path = rows('Environment').filter({ hasText: 'PATH' })
    await expect(path).toContainText('not shown')
    await app.pictures('inspection-environment')
    await dialog.getByRole('switch', { name: /^Show values/ }).check()
    await expect(path).toContainText('/bin')
    await app.picture('inspection-values')
    await dialog.getByRole('switch', { name: /^Show values/ }).uncheck()
    await expect(path).toContainText('not shown')
  })

  await test.step('one of its processes; a filter for all', async () => {
    await tab('Sockets').click()
    const listens = rows('Sockets').filter({ hasText: ':7003' })
    await expect(listens).toContainText('listen')
    await app.pictures('inspection-sockets')
    await dialog.getByRole('combobox', { name: 'Process' }).fill('nc')
    await page.getByRole('option', { name: / nc · / }).click()
    await tab('Open files').click()
    await expect(rows('Open files').filter({ hasText: ':7003' })).toBeVisible()
    await dialog.getByRole('textbox', { name: 'Show only what holds' }).fill('7003')
    await expect(rows('Open files')).toHaveCount(1)
    await expect(tab('Mounts')).toContainText('Mounts 0')
    await app.pictures('inspection-filtered')
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
  })

  await test.step('a process that has ended is said; the palette and the button lead there, too', async () => {
    await page.keyboard.press('Control+Shift+P')
    await page.getByRole('textbox', { name: 'Search or run anything' }).fill('Inspect shell-1')
    await page.keyboard.press('Enter')
    await dialog.getByRole('combobox', { name: 'Process' }).fill('nc')
    await page.getByRole('option', { name: / nc · / }).click()
    await tab('Open files').click()
    await expect(rows('Open files').filter({ hasText: ':7003' })).toBeVisible()
    const chosen = await dialog.getByRole('combobox', { name: 'Process' }).inputValue()
    process.kill(Number(/pid (\d+) here/.exec(chosen)?.[1]), 'SIGKILL')
    // On a busy machine it may have ceased to be read by itself.
    await dialog.getByRole('button', { name: 'Read again' }).click()
    await expect(dialog.getByText(/has ended: not found/)).toBeVisible()
    // The last that was read: of the one that is gone.
    await expect(dialog.getByText(`What is below was read before, of ${chosen}.`)).toBeVisible()
    await app.pictures('inspection-gone')
    await page.keyboard.press('Escape')
    await app.action('Inspect…').click()
    await expect(differences).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
  })
}
