import { existsSync, readFileSync } from 'node:fs'
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
  await row.getByRole('button', { name: /^Export/ }).click()
  const save = app.dialog('Export team/shop:1')
  await save.getByLabel('Path').fill(layout)
  await save.getByRole('button', { name: 'Export', exact: true }).click()
  await expect(save.getByText(/there is something at .* already/)).toBeVisible()
  await save.getByLabel('Path').fill(join(app.host.dir, 'shop.tar'))
  await save.getByRole('button', { name: 'Export', exact: true }).click()
  await expect(save).toContainText('Written to')
  await save.getByRole('button', { name: 'Close' }).last().click()
  await expect(row.getByRole('button', { name: /^Remove/ })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
  await app.page.keyboard.press('Escape')
  await app.kill('SIGKILL')
  await app.expectState('shop-1', 'killed')
  await app.action('Delete').click()
  await app.page.getByRole('button', { name: 'Delete shop-1' }).click()
  await expect(app.row('shop-1')).toBeHidden()
  await app.page.getByRole('button', { name: 'Menu' }).click()
  await app.page.getByRole('menuitem', { name: 'Images…' }).click()
  await row.getByRole('button', { name: /^Remove/ }).click()
  await app
    .dialog(/^Remove team\/shop:1/)
    .getByRole('button', { name: 'Remove team/shop:1' })
    .click()
  await expect(dialog.getByText('There is none yet.')).toBeVisible()
})

test('what a container changed is seen, becomes an image, and is written out', async ({ app }) => {
  const layout = makeLayout(join(app.host.dir, 'layout'), {
    'shop:1': { layers: [await busyboxLayer(), SECOND_LAYER], config: { Env: ['PATH=/bin'] } },
  })
  const { page } = app
  await page.getByRole('button', { name: 'Menu' }).click()
  await page.getByRole('menuitem', { name: 'Images…' }).click()
  const images = app.dialog('Images')
  await app.choose(images, 'Bring one in from', 'Archive or folder')
  await images.getByLabel('Path').fill(layout)
  await images.getByRole('button', { name: 'Bring in' }).click()
  await images.getByRole('button', { name: /^New container/ }).click()
  const create = app.dialog('New container')
  await create
    .getByLabel('Command')
    .fill(
      "/bin/sh -c 'cd /tmp; i=0; while [ $i -lt 700 ]; do echo x > n$i; i=$((i+1)); done; rm /old/three; echo more >> /srv/page; sleep 1000'",
    )
  await create.getByRole('button', { name: 'Create & start' }).click()
  await app.expectState('shop-1', 'running')

  const section = await app.unfold('Changes')
  const note = join(app.host.state, 'containers/default/shop-1/rootfs/srv/page')
  await expect.poll(() => readFileSync(note, 'utf8')).toBe('hello\nmore\n')
  await app.picture('changes-section')
  await section.getByRole('button', { name: 'Show…' }).click()
  const changes = app.dialog('Changes of shop-1')
  await expect(changes).toContainText('1 removed')
  await expect(changes.getByText('/old/three')).toBeVisible()
  await changes.getByRole('region').press('End')
  await expect(changes.getByText('/tmp/n99', { exact: true })).toBeVisible()
  await changes.getByLabel('Part of a path').fill('PAGE')
  await expect(changes.getByRole('status')).toContainText('1 of 70')
  await expect(changes.getByText('/srv/page')).toBeVisible()
  await changes.getByLabel('Part of a path').fill('')
  await expectAccessible(page, 'changes')
  await app.picture('changes')
  await app.choose(changes, 'Which changes', 'removed')
  await expect(changes.getByRole('listitem')).toHaveCount(1)

  await changes.getByRole('button', { name: 'New image…' }).click()
  const commit = app.dialog('New image of shop-1')
  await commit.getByLabel('Name').fill('-bad')
  await expect(commit.getByText(/only letters/)).toBeVisible()
  await commit.getByLabel('Name').fill('shop:2')
  await commit.getByRole('button', { name: 'What it says' }).click()
  await commit.getByLabel('Command').fill('/bin/cat /srv/page')
  await commit.getByLabel('Environment').fill('PATH=/bin\nMADE=here')
  await expectAccessible(page, 'commit')
  await app.picture('commit')
  await commit.getByRole('button', { name: 'Make image' }).click()
  await expect(commit).toContainText('shop:2 is there: 3 layers')
  await app.picture('committed')
  await commit.getByRole('button', { name: 'New container…' }).click()
  await expect(create.getByLabel('Command')).toHaveAttribute('placeholder', '/bin/cat /srv/page')
  await create.getByLabel('Name', { exact: true }).fill('second')
  await create.getByRole('button', { name: 'Create & start' }).click()
  await app.expectState('second', 'exited 0')

  await app.row('shop-1').click()
  await section.getByRole('button', { name: 'Export…' }).click()
  const save = app.dialog('Export shop-1')
  await app.choose(save, 'As', 'Bundle folder')
  await save.getByLabel('Path').fill(join(app.host.dir, 'none/bundle'))
  await save.getByRole('button', { name: 'Export', exact: true }).click()
  await expect(save.getByText(/there is no folder/)).toBeVisible()
  await save.getByLabel('Path').fill(join(app.host.dir, 'bundle'))
  await expectAccessible(page, 'export')
  await app.picture('export')
  await save.getByRole('button', { name: 'Export', exact: true }).click()
  await expect(save).toContainText('Written to')
  await save.getByRole('button', { name: 'Close' }).last().click()
  expect(readFileSync(join(app.host.dir, 'bundle/rootfs/srv/page'), 'utf8')).toBe('hello\nmore\n')
})
