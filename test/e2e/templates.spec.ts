import { readFileSync } from 'node:fs'
import { expect, test } from './app.ts'
import { expectAccessible } from './audit.ts'

test('templates: one key starts them, the dialog saves them, an export brings them elsewhere', async ({
  app,
}) => {
  const { page } = app
  await app.readScreensAloud()

  await test.step('one key, from the empty window and out of a console', async () => {
    await page.keyboard.press('Control+Shift+Digit1')
    await app.expectState('shell-1', 'running')
    await expect(app.screen).toContainText('/ #')
    await app.focusConsole()
    await page.keyboard.press('Control+Shift+Digit3')
    await app.expectState('misbehaving-program-1', 'running')
    await expect(app.screen).toContainText('misbehaves on purpose')
  })

  await test.step('a lesson: an exit code, and run again by the same settings', async () => {
    await app.type('8')
    // Typed before it asks, the terminal shows the answer before the question.
    await expect(app.screen).toContainText('code (0 to 255): ')
    await app.type('7')
    await app.expectState('misbehaving-program-1', 'exited 7')
    await app.picture('lesson')
    await app.action('Run again').click()
    await app.expectState('misbehaving-program-1', 'running')
    await expect(app.screen).toContainText(/0 to 255\): 7\s*This program misbehaves/)
    await app.type('9')
    await expect(app.screen).toContainText('the child ended with 139')
    await app.type('q')
    await app.expectState('misbehaving-program-1', 'exited 0')
  })

  await test.step('the dialog’s choices become one', async () => {
    const dialog = await app.fillCreate({ command: `sh -c 'echo for training; exec sh'` })
    await dialog.getByRole('button', { name: 'Name, group & labels' }).click()
    await dialog.getByLabel('Labels').fill('course=one')
    await app.picture('create-naming')
    await dialog.getByRole('button', { name: 'Save as template…' }).click()
    const save = app.dialog('Save as template')
    await save.getByLabel('Name', { exact: true }).fill('Shell')
    await expect(save.getByText('Shell comes along with Runcible')).toBeVisible()
    await save.getByLabel('Name', { exact: true }).fill('Training')
    await save.getByLabel('Description').fill('For the first day.')
    await save.getByRole('combobox', { name: 'Key that starts it' }).click()
    await expect(page.getByRole('option', { name: 'Ctrl Shift 1 · Shell' })).toBeDisabled()
    await page.getByRole('option', { name: 'Ctrl Shift 4' }).click()
    await app.picture('template-save')
    await save.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(save).toBeHidden()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
    await page.keyboard.press('Control+Shift+Digit4')
    await app.expectState('training-1', 'running')
    await expect(app.screen).toContainText('for training')
    await page.getByLabel('Filter containers').fill('course=one')
    await expect(app.row('shell-1')).toBeHidden()
    await expect(app.row('training-1')).toBeVisible()
    await page.getByLabel('Clear filter').click()
  })

  await page.getByRole('button', { name: 'Start a template' }).click()
  await expect(page.getByRole('menuitem', { name: /^Training/ })).toContainText('Ctrl Shift 4')
  await app.picture('template-menu')
  await page.getByRole('menuitem', { name: 'Templates…' }).click()
  const dialog = app.dialog('Templates')
  const row = (name: string) => dialog.getByRole('listitem', { name, exact: true })
  const more = async (name: string, what: string) => {
    await dialog.getByRole('button', { name: `More for ${name}`, exact: true }).click()
    await page.getByRole('menuitem', { name: what }).click()
  }

  await test.step('they are looked at, hidden, opened in the dialog', async () => {
    await expect(row('Training')).toContainText('For the first day.')
    await expectAccessible(page, 'templates')
    await app.picture('templates')
    await page.setViewportSize({ width: 1920, height: 1080 })
    await app.picture('templates-wide')
    await page.setViewportSize({ width: 1280, height: 800 })
    await more('Web server', 'Hide')
    await expect(row('Web server')).toContainText('hidden')
    await more('Misbehaving program', 'Open in New container…')
    const create = app.dialog('New container')
    await expect(create.getByLabel('Name', { exact: true })).toHaveValue('misbehaving-program-2')
    await expect(create.getByLabel('Memory (MiB)')).toHaveValue('64')
    await expect(create.getByLabel('Command')).toHaveValue('misbehave')
    await page.keyboard.press('Escape')
    await expect(create).toBeHidden()
    await page.getByRole('button', { name: 'Menu', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Templates…' }).click()
  })

  await test.step('exported as a file, and brought in again', async () => {
    await more('Training', 'Export…')
    const text = dialog.getByLabel('Export', { exact: true })
    await expect(text).toHaveValue(/"runcible": "templates"/)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Save runcible-templates.json' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('runcible-templates.json')
    const saved = readFileSync(await download.path(), 'utf8')
    expect(saved).toBe(await text.inputValue())
    await dialog.getByRole('button', { name: 'Fold away' }).click()

    await dialog.getByRole('button', { name: 'Bring templates in' }).click()
    const paste = dialog.getByLabel('Text of an export')
    await paste.fill('{"runcible": "templates", "version": 9, "templates": []}')
    await expect(dialog.getByText('was written by a newer Runcible')).toBeVisible()
    await paste.fill(saved.replace('"kind": "starter"', '"kind": "bundle", "path": "/srv/b"'))
    await expect(dialog.getByText('uses the files in /srv/b')).toBeVisible()
    await expect(dialog.getByText('There already: Training')).toBeVisible()
    await expectAccessible(page, 'templates, import')
    await app.picture('templates-import')
    await dialog.getByRole('button', { name: 'Import 1 template' }).click()
    await expect(row('Training 2')).toContainText('bundle /srv/b')
    await more('Training 2', 'Remove for good')
    await expect(row('Training 2')).toBeHidden()
    await page.keyboard.press('Escape')
  })

  await test.step('dropped on the window; and by the palette', async () => {
    const drop = (name: string, text: string) =>
      page.evaluate(
        ([name = '', text = '']) => {
          const dataTransfer = new DataTransfer()
          dataTransfer.items.add(new File([text], name))
          document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true }))
        },
        [name, text],
      )
    await drop('other.json', '{"a": 1}')
    await expect(page.getByText('other.json is no export of templates.')).toBeVisible()
    await page.keyboard.press('Escape')
    await drop('export.json', '{"runcible": "templates"}')
    await expect(app.dialog('Templates').getByLabel('Text of an export')).toHaveValue(/runcible/)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+Shift+P')
    await page.keyboard.type('start training')
    await page.keyboard.press('Enter')
    await app.expectState('training-2', 'running')
  })
})
