import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './app.ts'
import { runc } from './web-host.ts'

test('a namespace is added and chosen: a runtime root of its own, where a name may be used again', async ({
  app,
}) => {
  const { page, host } = app
  await app.create({ name: 'twin', command: 'sleep 1000' })
  await app.expectState('twin', 'running')

  await page.getByRole('button', { name: 'Menu' }).click()
  await page.getByRole('menuitem', { name: 'Namespaces…' }).click()
  const dialog = app.dialog('Namespaces')
  const name = dialog.getByRole('textbox', { name: 'New namespace' })
  await expect(name).toBeFocused()
  await name.fill('default')
  await expect(name).toHaveAccessibleDescription('default is there already')
  await name.fill('No Spaces')
  await name.press('Enter')
  await expect(name).toHaveAccessibleDescription(/lower-case letters, digits/)
  await name.fill('training')
  await name.press('Enter')
  const added = dialog.getByRole('listitem').filter({ hasText: 'training' })
  await expect(added).toContainText('0 containers')
  await app.picture('namespaces')
  expect(readdirSync(join(host.state, 'containers'))).toEqual(['default', 'training'])

  await added.getByRole('button', { name: 'New container in training' }).click()
  const create = app.dialog('New container')
  await expect(create.getByRole('combobox', { name: 'Namespace' })).toHaveValue('training')
  await create.getByLabel('Name', { exact: true }).fill('twin')
  await create.getByLabel('Command').fill('sleep 1000')
  await create.getByRole('button', { name: 'Create & start' }).click()
  await expect(create).toBeHidden()
  await expect(app.row('twin')).toHaveCount(2)
  for (const namespace of ['default', 'training']) {
    await expect(page.getByRole('listbox').getByText(namespace, { exact: true })).toBeVisible()
    const { status } = JSON.parse(runc(join(host.run, 'runc', namespace), ['state', 'twin']))
    expect(status).toBe('running')
  }
})
