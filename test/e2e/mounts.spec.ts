import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './app.ts'
import { expectAccessible } from './audit.ts'

test('a container with a folder, a volume, tmpfs and a device: warned, previewed, used, shown; the volume stays', async ({
  app,
}) => {
  const folder = join(app.host.dir, 'shared')
  mkdirSync(folder)
  writeFileSync(join(folder, 'greeting'), 'hello from the host')
  await app.readScreensAloud()
  const dialog = await app.fillCreate({ name: 'mounted' })
  await dialog.getByRole('button', { name: 'Mounts', exact: true }).click()
  const add = dialog.getByRole('button', { name: 'Add a mount' })
  for (const _ of [1, 2, 3]) await add.click()
  const row = (number: number) => dialog.getByRole('listitem', { name: `Mount ${number}` })

  await row(1).getByLabel('On the host').fill('/no/such/place')
  await expect(row(1).getByRole('status')).toContainText('Nothing is at /no/such/place.')
  await row(1).getByLabel('On the host').fill('/etc')
  await expect(row(1).getByRole('status')).toContainText('A folder.')
  await expect(row(1).getByRole('status')).toContainText('How this machine is set up')
  await row(1).getByLabel('In the container').fill('/host-etc')
  await row(1).getByRole('switch', { name: 'Read-only' }).check()
  const kind = async (number: number, name: string) => {
    await row(number).getByRole('combobox', { name: 'What' }).click()
    await app.page.getByRole('option', { name, exact: true }).click()
  }
  await kind(2, 'Volume')
  await row(2).getByRole('combobox', { name: 'Volume' }).fill('notes')
  await expect(row(2)).toContainText('a new one')
  await row(2).getByLabel('In the container').fill('notes')
  await kind(3, 'tmpfs')
  await row(3).getByLabel('Size (MiB)').fill('4')
  await row(3).getByLabel('In the container').fill('/scratch')
  await row(3).getByRole('button', { name: 'Options' }).click()
  await expect(row(3).getByLabel('Mode')).toHaveValue('1777')
  await dialog.getByRole('button', { name: 'Devices', exact: true }).click()
  await dialog.getByRole('button', { name: 'Add a device' }).click()
  const device = dialog.getByRole('listitem', { name: 'Device 1' })
  await device.getByLabel('On the host').fill('/tmp')
  await expect(device.getByRole('status')).toContainText('It is no device.')
  await device.getByLabel('On the host').fill('/dev/zero')
  await device.getByLabel('In the container').fill('/dev/nothing')
  await expect(device.getByRole('status')).toContainText('A character device 1:5.')
  await app.picture('create-mounts')
  await expectAccessible(app.page, 'create, mounts and devices')

  const create = dialog.getByRole('button', { name: 'Create & start' })
  await create.click()
  await expect(row(2).getByLabel('In the container')).toHaveAccessibleDescription(
    /must be an absolute path in the container/,
  )
  await app.picture('create-mounts-refused')
  await row(2).getByLabel('In the container').fill('/notes')
  await dialog.getByRole('tab', { name: 'Preview' }).click()
  await expect(dialog.getByRole('heading', { name: 'To think over' })).toBeVisible()
  await expect(dialog.getByText('How this machine is set up')).toBeVisible()
  await app.picture('create-mounts-preview')
  await dialog.getByRole('tab', { name: 'Settings' }).click()
  await row(1).getByLabel('On the host').fill(folder)
  await row(1).getByLabel('In the container').fill('/shared')
  await expect(row(1)).not.toContainText('How this machine is set up')

  await dialog.getByRole('tab', { name: 'Preview' }).click()
  const config = dialog.getByRole('region', { name: 'config.json' }).locator('pre')
  await expect(config).toContainText('"/scratch"')
  const shown = await config.textContent()
  await create.click()
  await app.expectState('mounted', 'running')
  const path = join(app.host.state, 'containers/default/mounted/bundle/config.json')
  expect(readFileSync(path, 'utf8')).toBe(shown)

  await app.type('cat /shared/greeting; touch /shared/x; echo kept > /notes/n; df -m /scratch')
  await expect(app.screen).toContainText('hello from the host')
  await expect(app.screen).toContainText('touch: /shared/x: Read-only file system')
  await expect(app.screen).toContainText(/tmpfs\s+4\s/)
  const section = await app.unfold('Mounts')
  await expect(section.getByRole('listitem').filter({ hasText: '/shared' })).toContainText(folder)
  await expect(section.getByRole('listitem').filter({ hasText: '/notes' })).toContainText(
    'volume notes',
  )
  await expect(section.getByRole('listitem').filter({ hasText: '/dev/nothing' })).toContainText(
    'c 1:5',
  )
  await expectAccessible(app.page, 'the inspector’s mounts')
  await app.picture('inspector-mounts')

  await app.page.keyboard.press('Control+K')
  await expect(app.page.getByPlaceholder('Search or run anything')).toBeFocused()
  await app.page.keyboard.type('volumes')
  await app.page.keyboard.press('Enter')
  const volumes = app.dialog('Volumes')
  const notes = volumes.getByRole('listitem', { name: 'notes' })
  await expect(notes).toContainText('used by container mounted')
  await expect(notes.getByRole('button', { name: 'Remove notes' })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
  await volumes.getByLabel('New volume').fill('-no')
  await expect(volumes.getByLabel('New volume')).toHaveAccessibleDescription(/a letter or digit/)
  await volumes.getByLabel('New volume').fill('spare')
  await volumes.getByRole('button', { name: 'Make' }).click()
  await expect(volumes.getByRole('listitem', { name: 'spare' })).toContainText('not in use')
  await expectAccessible(app.page, 'volumes')
  await app.picture('volumes')
  await app.page.keyboard.press('Escape')

  await app.kill('SIGKILL')
  await app.expectState('mounted', 'killed')
  await app.action('Delete').click()
  await app.page.getByRole('button', { name: 'Delete mounted' }).last().click()
  await expect(app.row('mounted')).toBeHidden()
  await app.page.getByRole('button', { name: 'Menu' }).click()
  await app.page.getByRole('menuitem', { name: 'Volumes…' }).click()
  await expect(notes).toContainText('not in use')
  await notes.getByRole('button', { name: 'Remove notes' }).click()
  const question = app.dialog('Remove notes')
  await expect(question).toContainText('gone for good')
  await expectAccessible(app.page, 'the question before a removal')
  await app.picture('volume-remove')
  await question.getByRole('button', { name: 'Remove notes' }).click()
  await expect(notes).toBeHidden()
  await expect(volumes.getByRole('listitem')).toHaveCount(1)
})
