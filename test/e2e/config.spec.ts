import { type App, expect, test } from './app.ts'
import { expectAccessible } from './audit.ts'

test('config.json edited: names are offered, errors marked, the difference shown, the container anew with it', async ({
  app,
}) => {
  const { page } = app
  await app.startDemoShell()
  // From within the console, as any key of the window.
  await page.keyboard.press('Control+Shift+G')
  const dialog = app.dialog('Edit the config.json of shell-1')
  const text = dialog.getByRole('textbox', { name: 'config.json', exact: true })
  const recreate = dialog.getByRole('button', { name: 'Recreate with it' })
  await expect(text).toContainText('"ociVersion"')
  await expect(dialog.getByText('Nothing is wrong with it')).toBeVisible()
  await expect(recreate).toHaveAttribute('aria-disabled', 'true')
  await app.pictures('config')

  await test.step('the specification offers names, and what may stand behind them', async () => {
    await find(app, '"hostname"')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('Enter')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.type('"anno')
    const offered = page.getByRole('listbox', { name: 'Completions' }).getByRole('option')
    await expect(offered).toHaveText([/"annotations"/])
    await app.pictures('config-completion')
    await page.keyboard.press('Enter')
    await page.keyboard.type('"class": "three')
    await page.keyboard.press('End')
    await page.keyboard.type(',')
    await expect(text).toContainText('"annotations": {"class": "three"},')
    await expect(dialog.getByText('Nothing is wrong with it')).toBeVisible()
  })

  await test.step('what cannot be used is marked, listed by line, and leads there', async () => {
    await replace(app, '"terminal": true', '"terminal": 7')
    const problem = dialog.getByRole('button', { name: /process\.terminal: .*“boolean”/ })
    await expect(problem).toContainText(/line \d+/)
    await expect(text.locator('.cm-lintRange-error')).toHaveText('7')
    await expect(recreate).toHaveAttribute('aria-disabled', 'true')
    await expectAccessible(page, 'config-error')
    await app.pictures('config-error')
    await problem.click()
    await expect(text).toBeFocused()
    await page.keyboard.press('Delete')
    await page.keyboard.type('true')
    await expect(problem).toBeHidden()
    await replace(app, '"hostname": "shell-1"', '"hostname": "renamed"')
  })

  await test.step('the text outlives its dialog', async () => {
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
    await (await app.unfold('Spec')).getByRole('button', { name: 'Edit config.json…' }).click()
    await expect(dialog.getByText('These are your changes from before.')).toBeVisible()
  })

  await dialog.getByText('Difference to what it has').click()
  const now = dialog.getByRole('textbox', { name: 'config.json as it is' })
  const edited = dialog.getByRole('textbox', { name: 'config.json as edited' })
  await expect(now).toContainText('"hostname": "shell-1"')
  await expect(edited).toContainText('"hostname": "renamed"')
  await expect(now).not.toContainText('"ociVersion"')
  await expectAccessible(page, 'config-difference')
  await app.pictures('config-difference')

  await recreate.click()
  await page.getByRole('button', { name: 'End it & recreate' }).click()
  await expect(dialog).toBeHidden()
  await app.expectState('shell-1', 'running')
  await app.type('hostname')
  await expect(app.screen).toContainText('renamed')
  await expect(app.inspector.getByLabel('config.json', { exact: true })).toContainText('"three"')
})

/** Marks the first place where `what` stands. */
async function find({ page }: App, what: string): Promise<void> {
  await page.getByRole('textbox', { name: 'config.json', exact: true }).press('Control+Home')
  await page.keyboard.press('Control+f')
  await page.keyboard.press('Control+a')
  await page.keyboard.type(what)
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
}

async function replace(app: App, what: string, by: string): Promise<void> {
  await find(app, what)
  await app.page.keyboard.insertText(by)
}
