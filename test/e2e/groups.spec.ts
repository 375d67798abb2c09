import { expect, test } from './app.ts'
import { expectAccessible } from './audit.ts'

const WAITING = `sh -c 'trap "exit 0" TERM; while :; do sleep 0.1; done'`

test('a group: made in the dialog, folded in the list, started, stopped, given a policy, deleted', async ({
  app,
}) => {
  const { page } = app
  const list = page.getByRole('listbox', { name: 'Containers' })
  const group = page.getByRole('option', { name: /^Group shop, / })
  const button = (name: string) =>
    page
      .getByRole('toolbar', { name: 'Actions on group shop' })
      .getByRole('button', { name, exact: true })

  await test.step('two members, one with a name of its own', async () => {
    for (const [name, order, called] of [
      ['web', '1', ''],
      ['db', '0', 'The database'],
    ] as const) {
      const dialog = await app.fillCreate({ name, command: WAITING, terminal: false })
      await dialog.getByRole('button', { name: 'Name, group & labels' }).click()
      await dialog.getByLabel('Group', { exact: true }).fill('shop')
      await dialog.getByLabel('Order in it').fill(order)
      if (called) await dialog.getByLabel('Display name').fill(called)
      await dialog.getByRole('button', { name: 'Create', exact: true }).click()
      await expect(dialog).toBeHidden()
    }
    await app.create({ name: 'alone', command: WAITING, terminal: false })
    await expect(group).toHaveAccessibleName('Group shop, 0 of 2 running')
    await expect(app.row('db')).toContainText('The database')
  })

  await test.step('by the keyboard: from a member to the group, fold, unfold, choose all', async () => {
    await list.focus()
    await page.keyboard.press('Home')
    await expect(group).toHaveAttribute('data-selected', 'true')
    await page.keyboard.press('ArrowDown')
    await expect(app.row('db')).toHaveAttribute('data-selected', 'true')
    await page.keyboard.press('ArrowLeft')
    await expect(group).toHaveAttribute('data-selected', 'true')
    await page.keyboard.press('ArrowLeft')
    await expect(app.row('db')).toBeHidden()
    await page.keyboard.press('ArrowRight')
    await expect(app.row('db')).toBeVisible()
    await page.keyboard.press('Space')
    await expect(app.inspector).toContainText('2 containers chosen')
    await page.keyboard.press('Escape')
    await expect(app.inspector.getByRole('heading', { name: 'shop' })).toBeVisible()
  })

  await test.step('started in order, stopped in the reverse one', async () => {
    await expect(button('Stop')).toHaveAccessibleDescription('none of it runs')
    await button('Start').click()
    await expect(group).toHaveAccessibleName('Group shop, 2 of 2 running')
    await expectAccessible(page, 'a group')
    await app.picture('group')
    await page.setViewportSize({ width: 1920, height: 1080 })
    await page.emulateMedia({ colorScheme: 'dark' })
    await app.picture('group-wide-dark')
    await page.emulateMedia({ colorScheme: 'light' })
    await page.setViewportSize({ width: 1280, height: 800 })
    await expect(button('Delete')).toHaveAccessibleDescription(/^not ended yet: /)
    await button('Stop').click()
    await expect(group).toHaveAccessibleName('Group shop, 0 of 2 running')
    await expect(app.row('web')).toContainText('exited 0')
  })

  await test.step('a policy for all; what fails is started again, and given up in words', async () => {
    await app.inspector.getByLabel('Restarts after a failure, of each member').fill('2')
    await app.inspector.getByRole('button', { name: 'Apply to all' }).click()
    const dialog = await app.fillCreate({ name: 'fails', command: `sh -c 'exit 5'` })
    await dialog.getByRole('button', { name: 'Name, group & labels' }).click()
    await dialog.getByLabel('Group', { exact: true }).fill('shop')
    await dialog.getByLabel('Restarts after a failure').fill('2')
    await dialog.getByRole('button', { name: 'Create & start' }).click()
    await expect(app.row('fails')).toContainText('given up after 2')
    await expect(app.inspector).toContainText('Given up: it failed again after 2 restarts.')
    const naming = await app.unfold('Name, group & labels')
    await naming.getByLabel('Display name').fill('Fails on purpose')
    await naming.getByLabel('Labels').fill('kind=lesson')
    await naming.getByLabel('Order in it').fill('7')
    await naming.getByRole('button', { name: 'Save names' }).click()
    await expect(app.row('fails')).toContainText('Fails on purpose')
    await expectAccessible(page, 'names in the inspector')
    await app.picture('naming')
    await page.getByLabel('Filter containers').fill('kind=lesson')
    await expect(app.row('web')).toBeHidden()
    await page.getByLabel('Clear filter').click()
  })

  await test.step('by the palette; deleted, and nothing of it is left', async () => {
    await page.keyboard.press('Control+K')
    await expect(page.getByPlaceholder('Search or run anything')).toBeFocused()
    await page.keyboard.type('go to group shop')
    await page.keyboard.press('Enter')
    await expect(app.inspector).toContainText('0 of 3 running')
    await button('Delete').click()
    await page.getByRole('button', { name: 'Delete 3 containers' }).click()
    await expect(group).toBeHidden()
    await expect(app.row('alone')).toBeVisible()
    await expect(app.row('web')).toBeHidden()
  })
})
