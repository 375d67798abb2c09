import type { Page } from '@playwright/test'
import { expect, test } from './app.ts'

/** What has the keyboard must be seen to have it. */
async function expectFocusSeen(page: Page): Promise<void> {
  const seen = () =>
    page.evaluate(() => {
      const focused = document.activeElement
      return focused !== document.body && focused?.matches(':focus-visible') === true
    })
  await expect.poll(seen).toBe(true)
}

test('by the keyboard alone: regions, list, palette, dialogs; it is never nowhere', async ({
  app,
}) => {
  const { page } = app
  const list = page.getByRole('listbox', { name: 'Containers' })
  const press = (key: string) => page.keyboard.press(key)
  await app.startDemoShell()
  await app.create({ name: 'shell-2' })
  await app.expectState('shell-2', 'running')
  await app.focusConsole()

  await test.step('F6 goes round the regions, out of a console, too', async () => {
    await press('F6')
    await expect(app.inspector.locator(':focus')).toHaveCount(1)
    await press('F6')
    await expect(page.getByRole('button', { name: 'Journal' })).toBeFocused()
    await press('F6')
    await expect(list).toBeFocused()
    await press('Shift+F6')
    await expect(page.getByRole('button', { name: 'Journal' })).toBeFocused()
    await press('F6')
  })

  await test.step('arrows move, Space chooses several, Escape none, Enter goes to the console', async () => {
    await press('Home')
    await expect(app.row('shell-1')).toHaveAttribute('data-selected', 'true')
    await press('ArrowDown')
    await expect(app.row('shell-2')).toHaveAttribute('data-selected', 'true')
    await app.picture('keyboard-list')
    await press('Space')
    await press('ArrowUp')
    await press('Space')
    await expect(app.inspector).toContainText('2 containers chosen')
    await press('Escape')
    await expect(app.inspector).not.toContainText('chosen')
    await press('Enter')
    await expect(page.locator('.xterm-helper-textarea >> visible=true')).toBeFocused()
  })

  await test.step('one tooltip at a time: the focused button’s goes when the pointer rests on another', async () => {
    const tips = page.getByRole('tooltip')
    await press('F6')
    await app.action('Pause').focus()
    await expect(tips.filter({ hasText: 'runc pause' })).toBeVisible()
    await app.action('Debug shell').hover()
    await expect(tips.filter({ hasNotText: 'runc pause' })).toBeVisible()
    await expect(tips).toHaveCount(1)
    await page.mouse.move(0, 0)
    await app.focusConsole()
  })

  await test.step('the palette, from a console and from the list, gives the keyboard back', async () => {
    await press('Control+Shift+P')
    await expect(page.getByRole('textbox', { name: 'Search or run anything' })).toBeFocused()
    await press('Escape')
    await expect(page.locator('.xterm-helper-textarea >> visible=true')).toBeFocused()
    await list.focus()
    // As quick as keys can be: the first must not be the list's.
    await Promise.all([press('Control+K'), page.keyboard.type('pause shell-1')])
    await press('Enter')
    await app.expectState('shell-1', 'paused')
    await expect(list).toBeFocused()
  })

  await test.step('every dialog gives it back to what opened it', async () => {
    for (const name of ['Kill…', 'Checkpoint…']) {
      await app.action(name).focus()
      await press('Enter')
      await expect(page.getByRole('dialog')).toBeVisible()
      await press('Escape')
      await expect(page.getByRole('dialog')).toBeHidden()
      await expect(app.action(name)).toBeFocused()
      await expectFocusSeen(page)
    }
    await page.getByRole('button', { name: 'New container' }).focus()
    await press('Enter')
    await expect(app.dialog('New container')).toBeVisible()
    await press('Escape')
    await expect(page.getByRole('button', { name: 'New container' })).toBeFocused()
    await page.getByRole('button', { name: 'Menu' }).focus()
    await press('Enter')
    // Where the menu begins depends on how soon the arrow comes.
    await expect(async () => {
      await press('ArrowDown')
      const entry = page.getByRole('menuitem', { name: 'Namespaces…' })
      await expect(entry).toBeFocused({ timeout: 200 })
    }).toPass()
    await press('Enter')
    await expect(app.dialog('Namespaces')).toBeVisible()
    await press('Escape')
    await expect(page.getByRole('button', { name: 'Menu' })).toBeFocused()
  })

  await test.step('Enter in a field does what its form is for', async () => {
    await app.action('Resume').focus()
    await press('Enter')
    await app.expectState('shell-1', 'running')
    await expectFocusSeen(page)
    await app.action('Checkpoint…').focus()
    await press('Enter')
    await expect(app.dialog(/^Checkpoint /).getByLabel('Name', { exact: true })).toBeFocused()
    await press('Enter')
    await expect(page.getByRole('button', { name: /^Checkpoint moment-1, / })).toBeVisible()
    await expect(app.action('Checkpoint…')).toBeFocused()
    const limits = await app.unfold('Limits')
    await limits.getByLabel('Processes').fill('50')
    await press('Enter')
    await expect.poll(() => app.host.commandsOf('update').join('\n')).toContain('--pids-limit 50')
  })

  await test.step('an action leaves it where it was; what is deleted leaves it to the list', async () => {
    await app.action('Pause').focus()
    await press('Enter')
    await app.expectState('shell-1', 'paused')
    await expectFocusSeen(page)
    await app.kill('SIGKILL')
    await app.expectState('shell-1', '137 killed')
    await app.action('Delete').focus()
    await press('Enter')
    await expect(page.getByRole('button', { name: 'Delete shell-1' })).toBeFocused()
    await press('Enter')
    await expect(app.row('shell-1')).toBeHidden()
    await expect(list).toBeFocused()
    await expectFocusSeen(page)
  })
})
