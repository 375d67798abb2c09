import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './app.ts'
import { expectAccessible } from './audit.ts'
import { makeRootfs } from './rootfs.ts'

const DEEDS =
  'echo new >> /etc/motd; rm /etc/gone; mkfifo /pipe; ln -s etc/motd /way; mkdir /box; sleep 1000'

test('a container’s files: a tree with what changed; read, taken out, brought in', async ({
  app,
}) => {
  const { page } = app
  const rootfs = makeRootfs(join(app.host.dir, 'rootfs'))
  writeFileSync(join(rootfs, 'etc/motd'), 'old\n')
  writeFileSync(join(rootfs, 'etc/gone'), 'it was here\n')
  writeFileSync(join(rootfs, 'etc/long'), 'a line of a long file\n'.repeat(20_000))
  const create = await app.fillCreate({ name: 'f', from: 'Rootfs', folder: rootfs })
  await app.choose(create, 'Changes go', 'To a layer over it')
  await create.getByLabel('Command').fill(`sh -c "${DEEDS}"`)
  await create.getByRole('button', { name: 'Create & start' }).click()
  await app.expectState('f', 'running')

  await page.keyboard.press('Control+Shift+B')
  const dialog = app.dialog('Files of f')
  const item = (name: string | RegExp) => dialog.getByRole('treeitem', { name })
  await expect(item(/added way → etc\/motd/)).toBeVisible()
  await expect(item(/^proc\/ proc/)).toBeVisible()

  await test.step('by the keyboard: into a folder, to a file, its text; what was removed', async () => {
    await item(/changed etc\//).click()
    await page.keyboard.press('ArrowRight')
    await expect(item(/removed gone/)).toBeVisible()
    await item(/changed motd/).click()
    const text = dialog.getByRole('region', { name: 'Text of motd' })
    await expect(text).toHaveText('old\nnew\n')
    await expectAccessible(page, 'files')
    await app.pictures('files')
    await dialog.getByRole('button', { name: 'Compare with base…' }).click()
    const diff = app.dialog('/etc/motd, since the base')
    await expect(diff.getByRole('listitem').filter({ hasText: '+' })).toContainText('new')
    await app.picture('files-since-the-base')
    await page.keyboard.press('Escape')
    await item(/^long/).click()
    await expect(dialog.getByText('0 B to 256 KiB of 430 KiB')).toBeVisible()
    await dialog.getByRole('button', { name: 'End' }).click()
    await expect(dialog.getByText(/to 430 KiB of 430 KiB/)).toBeVisible()
    await app.picture('files-long')
  })

  await test.step('only what changed; a path typed, also over a link', async () => {
    await dialog.getByRole('switch', { name: 'Only what changed' }).check()
    await expect(item(/^bin\//)).toBeHidden()
    await expect(item(/removed gone/)).toBeVisible()
    await app.pictures('files-changed')
    const path = dialog.getByRole('textbox', { name: 'Path' })
    await path.fill('/proc/1/fdinfo')
    await page.keyboard.press('Enter')
    await expect(item('what changed in it cannot be told')).toBeVisible()
    await path.fill('/')
    await page.keyboard.press('Enter')
    await dialog.getByRole('switch', { name: 'Only what changed' }).uncheck()
    await path.fill('/nowhere')
    await page.keyboard.press('Enter')
    await expect(dialog.getByText('/nowhere: there is nothing of that name')).toBeVisible()
    await path.fill('/way')
    await page.keyboard.press('Enter')
    await expect(path).toHaveValue('/etc')
    await expect(item(/changed motd/)).toHaveAttribute('aria-selected', 'true')
  })

  await test.step('taken out and brought in; a name that is taken is asked about', async () => {
    const saved = page.waitForEvent('download')
    await dialog.getByRole('button', { name: 'Download' }).click()
    const file = await saved
    expect(file.suggestedFilename()).toBe('motd')
    expect(readFileSync(await file.path(), 'utf8')).toBe('old\nnew\n')
    const bring = (text: string) =>
      dialog
        .getByLabel('Files for /etc')
        .setInputFiles({ name: 'brought', mimeType: 'text/plain', buffer: Buffer.from(text) })
    await bring('first\n')
    await item(/added brought/).click()
    const text = dialog.getByRole('region', { name: 'Text of brought' })
    await expect(text).toHaveText('first\n')
    await bring('second\n')
    await app.picture('files-taken')
    await dialog.getByRole('button', { name: 'Replace it' }).click()
    await expect(text).toHaveText('second\n')
  })

  await test.step('a folder made, named otherwise, taken out as a tar, deleted', async () => {
    await dialog.getByRole('button', { name: 'New folder…' }).click()
    await page.getByRole('textbox', { name: 'Name of the new folder in /etc' }).fill('made')
    await page.keyboard.press('Enter')
    await item(/added made\//).click()
    await dialog.getByRole('button', { name: 'Rename…' }).click()
    await page.getByRole('textbox', { name: 'New name of made' }).fill('named')
    await page.keyboard.press('Enter')
    const saved = page.waitForEvent('download')
    await expect(item(/added named\//)).toHaveAttribute('aria-selected', 'true')
    await dialog.getByRole('button', { name: 'Download as tar' }).click()
    expect((await saved).suggestedFilename()).toBe('named.tar')
    await dialog.getByRole('button', { name: 'Delete…' }).click()
    await expect(page.getByText('named and all that is in it are lost for good.')).toBeVisible()
    await page.getByRole('button', { name: 'Delete', exact: true }).last().click()
    await expect(item(/named\//)).toBeHidden()
  })

  await test.step('of one that has ended they are shown, too, and that is said', async () => {
    await page.keyboard.press('Escape')
    await app.kill('SIGKILL')
    await app.expectState('f', /137|killed/)
    await app.action('Files…').click()
    await expect(dialog.getByText(/It does not run/)).toBeVisible()
    await app.picture('files-ended')
    await page.keyboard.press('Escape')
  })
})
