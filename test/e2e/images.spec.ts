import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { busyboxLayer, makeLayout, SECOND_LAYER } from '../support/images.ts'
import { expect, test } from './app.ts'
import { expectAccessible } from './audit.ts'

test('an image is brought in, a container is made of it, and it is removed once nobody uses it', async ({
  app,
}) => {
  const layout = makeLayout(join(app.host.dir, 'layout'), {
    'team/shop:1': {
      layers: [await busyboxLayer(), SECOND_LAYER],
      config: {
        Entrypoint: ['/bin/sh', '-c'],
        Cmd: ['id -un; cat page; sleep 1000'],
        User: 'web',
        WorkingDir: '/srv',
        Env: ['PATH=/bin'],
        ExposedPorts: { '80/tcp': {} },
      },
    },
  })
  await app.readScreensAloud()
  await app.page.getByRole('button', { name: 'Menu' }).click()
  await app.page.getByRole('menuitem', { name: 'Images…' }).click()
  const dialog = app.dialog('Images')
  await expect(dialog.getByText('There is none yet.')).toBeVisible()
  await app.picture('images-empty')
  await dialog.getByLabel('Reference').fill('--flag')
  await expect(dialog.getByText('must read host[:port]/name[:tag]')).toBeVisible()
  await app.choose(dialog, 'Bring one in from', 'Archive or folder')
  await dialog.getByLabel('Path').fill(join(app.host.dir, 'nowhere'))
  await dialog.getByRole('button', { name: 'Bring in' }).click()
  await expect(dialog.getByText(/cannot be brought in/)).toBeVisible()
  await dialog.getByLabel('Path').fill(layout)
  await dialog.getByRole('button', { name: 'Bring in' }).click()
  const row = dialog.getByRole('listitem', { name: 'team/shop:1' })
  await expect(row).toContainText('2 layers · linux/amd64 · not in use')
  await row.getByRole('button', { name: 'Details' }).click()
  await expect(row).toContainText('/bin/sh -c')
  await row.getByRole('button', { name: /^Check/ }).click()
  await expect(row).toContainText('All 4 parts are what their digests say.')
  await expectAccessible(app.page, 'images')
  await app.picture('images')

  await row.getByRole('button', { name: /^New container/ }).click()
  const create = app.dialog('New container')
  await expect(create.getByLabel('Name', { exact: true })).toHaveValue('shop-1')
  await expect(create.getByLabel('User')).toHaveAttribute('placeholder', 'web')
  await expect(create.getByLabel('Working directory')).toHaveAttribute('placeholder', '/srv')
  await expect(create.getByLabel('Command')).toHaveAttribute('placeholder', /sleep 1000/)
  await app.picture('create-image')
  await create.getByRole('button', { name: 'Create & start' }).click()
  await app.expectState('shop-1', 'running')
  await expect(app.screen).toContainText('hello')
  await expect(app.screen).toContainText('web')
  expect(existsSync(join(app.host.state, 'containers/default/shop-1/upper'))).toBe(true)

  await app.page.getByRole('button', { name: 'Menu' }).click()
  await app.page.getByRole('menuitem', { name: 'Images…' }).click()
  await expect(row).toContainText('used by shop-1')
  await expect(row.getByRole('button', { name: /^Remove/ })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
  await app.page.keyboard.press('Escape')
  await app.kill('SIGKILL')
  await app.expectState('shop-1', 'killed')
  await app.action('Delete').click()
  await app.page.getByRole('button', { name: 'Delete shop-1' }).last().click()
  await expect(app.row('shop-1')).toBeHidden()
  await app.page.getByRole('button', { name: 'Menu' }).click()
  await app.page.getByRole('menuitem', { name: 'Images…' }).click()
  await row.getByRole('button', { name: /^Remove/ }).click()
  await app.page.getByRole('button', { name: 'Remove team/shop:1' }).last().click()
  await expect(dialog.getByText('There is none yet.')).toBeVisible()
})
