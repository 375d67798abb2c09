import { type App, expect } from './app.ts'

/** Zooms a console of the demo shell and moves it among groups: each time it stands where it stood in its history, and what was selected is. */
export async function expectKeptWhenMoved(app: App): Promise<void> {
  const { page } = app
  await app.type('seq 1001 1400; echo done $((1 + 1))')
  await expect(app.screen).toContainText('done 2')
  await page.getByRole('button', { name: 'Split right' }).click()
  const first = page.getByRole('region', { name: 'Console of shell-1' })
  const beside = page.getByRole('region', { name: 'Exec sh in shell-1' })
  await expect(beside.locator('.xterm-helper-textarea')).toBeFocused()
  const seen = async () => (await first.locator('.xterm-rows > div').allTextContents()).join('\n')
  /** as the terminal draws it: where, and how large */
  const selected = () => first.locator('.xterm-selection').innerHTML()

  await first.locator('.xterm-helper-textarea').focus()
  await page.keyboard.press('Shift+PageUp')
  await page.keyboard.press('Shift+PageUp')
  const line = await first.locator('.xterm-rows > div').nth(3).boundingBox()
  await page.mouse.dblclick((line?.x ?? 0) + 12, (line?.y ?? 0) + 8)
  await expect.poll(selected).not.toBe('')
  const [before, marked] = [await seen(), await selected()]
  expect(before).toMatch(/^1[0-3]\d\d$/m)
  const expectKept = async () => {
    await expect.poll(seen).toBe(before)
    expect(await selected()).toBe(marked)
  }

  await page.keyboard.press('Control+Shift+X')
  await expect(beside).toBeHidden()
  await page.keyboard.press('Control+Shift+X')
  await expect(beside).toBeVisible()
  await expectKept()

  await page.keyboard.press('Alt+Shift+ArrowRight')
  await expect(beside).toBeHidden()
  await page.keyboard.press('Control+Shift+E')
  await expect(beside).toBeVisible()
  await expectKept()
  await expect(first.locator('.xterm-helper-textarea')).toBeFocused()
}
