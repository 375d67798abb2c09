import { expect, test } from './app.ts'
import { expectAccessible } from './audit.ts'

test('moments are a tree: gone along, annotated, pinned, branched, deleted', async ({ app }) => {
  const { page } = app
  const moment = (name: string) =>
    page.getByRole('button', { name: new RegExp(`^Checkpoint ${name}, `) })
  const line = page.getByRole('region', { name: 'Checkpoints of shell-1' })
  await app.startDemoShell()
  for (const [name, word] of [
    ['first', 'one'],
    ['second', 'two'],
  ] as const) {
    await app.type(`echo it is ${word}`)
    await expect(app.screen).toContainText(`it is ${word}`)
    await app.checkpoint((dialog) => dialog.getByLabel('Name', { exact: true }).fill(name))
    await expect(moment(name)).toBeVisible()
  }

  await test.step('what is shown goes along with the arrow keys, and with a pointer held down', async () => {
    await moment('first').click()
    await expect(app.dialog('Checkpoint first')).toContainText('it is one')
    await expect(app.dialog('Checkpoint first')).not.toContainText('it is two')
    await moment('first').press('ArrowRight')
    await expect(moment('second')).toBeFocused()
    await expect(app.dialog('Checkpoint second')).toContainText('it is two')
    await expect(app.dialog('Checkpoint second')).toContainText('came from')
    await moment('second').press('ArrowRight')
    await expect(moment('second')).toBeFocused()
    await moment('second').hover()
    await page.mouse.down()
    await moment('first').hover()
    await page.mouse.up()
    await expect(app.dialog('Checkpoint first')).toBeVisible()
  })

  await test.step('a note and a pin', async () => {
    const dialog = app.dialog('Checkpoint first')
    await dialog.getByLabel('Note').fill('before the change')
    await dialog.getByRole('button', { name: 'Pin' }).click()
    await expect(dialog.getByRole('button', { name: 'Pin' })).toHaveAttribute(
      'aria-pressed',
      'true',
    )
    await app.pictures('moment')
    await expectAccessible(page, 'a moment')
    await dialog.getByLabel('Note').press('Escape')
    await expect(dialog).toBeHidden()
    await page.reload()
    await moment('first').click()
    await expect(app.dialog('Checkpoint first').getByLabel('Note')).toHaveValue('before the change')
    await expect(moment('first')).toHaveAccessibleName(/pinned$/)
  })

  await test.step('a branch stands in a lane of its own, and leads to its container', async () => {
    await app
      .dialog('Checkpoint first')
      .getByRole('button', { name: /^Restore into/ })
      .click()
    const create = app.dialog('New container')
    await create.getByRole('button', { name: 'Create & start' }).click()
    await app.expectState('shell-1b', 'running')
    await app.checkpoint((dialog) => dialog.getByLabel('Name', { exact: true }).fill('third'))
    const other = page.getByRole('region', { name: 'Checkpoints of shell-1b' })
    await expect(
      other.getByRole('button', { name: /^Checkpoint second, .*of shell-1/ }),
    ).toBeVisible()
    await expect(other.getByText('third')).toBeVisible()
    await app.pictures('moments-tree')
    await other.getByRole('button', { name: 'Go to shell-1, running' }).click()
    await expect(line.getByRole('button', { name: /^Go to shell-1b, / })).toBeVisible()
  })

  await test.step('one that is deleted leaves its children to what it came from', async () => {
    await moment('second').click()
    await app.dialog('Checkpoint second').getByRole('button', { name: 'Delete checkpoint' }).click()
    await page.getByRole('button', { name: 'Delete second' }).click()
    await expect(moment('second')).toBeHidden()
    await expect(moment('third')).toBeVisible()
    await moment('first').click()
    await app.dialog('Checkpoint first').getByRole('button', { name: 'Delete checkpoint' }).click()
    await page.getByRole('button', { name: 'Delete first' }).click()
    await expect(moment('first')).toBeHidden()
  })
})
