import type { Locator, Page } from '@playwright/test'
import { expect, test } from './app.ts'
import { expectAccessible } from './audit.ts'

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
    await app.expectCommand('update', '--pids-limit 50')
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

/** Tab, until `target` has the keyboard. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(async () => {
    await page.keyboard.press('Tab')
    await expect(target).toBeFocused({ timeout: 50 })
  }).toPass({ intervals: [0], timeout: 15_000 })
}

test('a whole session by keys: create, console, limits, checkpoint, clone, undo, several, delete; keys are changed', async ({
  app,
}) => {
  const { page } = app
  const press = (key: string) => page.keyboard.press(key)
  const list = page.getByRole('listbox', { name: 'Containers' })
  const bar = page.getByRole('contentinfo')
  await app.readScreensAloud()
  await press('Escape')

  await test.step('created and started; its console has the keyboard', async () => {
    await press('Alt+n')
    const dialog = app.dialog('New container')
    await tabTo(page, dialog.getByLabel('Name', { exact: true }))
    await page.keyboard.type('desk')
    await press('Enter')
    await app.expectState('desk', 'running')
    await expect(app.screen).toContainText('/ #')
    await page.keyboard.type('echo $((6*7))\n')
    await expect(app.screen).toContainText('42')
  })

  await test.step('what belongs to the shell reaches it: Ctrl K, Ctrl Z, letters', async () => {
    await page.keyboard.type('echo pause')
    await press('Control+k')
    await press('Enter')
    await expect(app.screen).toContainText('pause')
    await expect(page.getByRole('textbox', { name: 'Search or run anything' })).toBeHidden()
    await app.expectState('desk', 'running')
  })

  await test.step('limits', async () => {
    for (let n = 0; n < 6 && !(await list.evaluate((is) => is === document.activeElement)); n += 1)
      await press('F6')
    await press('l')
    const section = app.inspector.locator('section').filter({ hasText: 'Limits' }).first()
    await expect(section.locator('input').first()).toBeFocused()
    await tabTo(page, section.getByLabel('Processes'))
    await page.keyboard.type('60')
    await press('Enter')
    await app.expectCommand('update', '--pids-limit 60')
  })

  await test.step('a pause, and its undo', async () => {
    await list.focus()
    await press('p')
    await app.expectState('desk', 'paused')
    await press('Control+k')
    await page.keyboard.type('pause')
    await expect(page.getByRole('button', { name: /^Pause desk/ })).toHaveAttribute(
      'aria-disabled',
      'true',
    )
    await app.pictures('keys-palette')
    await press('Escape')
    await list.focus()
    await expect(bar.getByRole('button', { name: 'Undo: resume desk' })).toBeVisible()
    await press('p')
    await expect(bar).toContainText('Pause desk: not now')
    await press('Control+z')
    await app.expectState('desk', 'running')
  })

  await test.step('a checkpoint, a clone', async () => {
    await press('c')
    const dialog = app.dialog(/^Checkpoint /)
    await expect(dialog.getByLabel('Name', { exact: true })).toBeFocused()
    await press('Enter')
    await expect(dialog).toBeHidden({ timeout: 30_000 })
    await list.focus()
    await press('Shift+C')
    await app.expectState('deskb', 'running')
  })

  await test.step('filtered, and the words completed', async () => {
    await list.focus()
    await press('/')
    await expect(page.getByLabel('Filter containers')).toBeFocused()
    await page.keyboard.type('name:deskb st')
    await expect(page.getByRole('option', { name: 'state:', exact: true })).toBeVisible()
    await press('ArrowDown')
    await press('Enter')
    await expect(page.getByRole('option', { name: 'state:running' })).toBeVisible()
    await app.picture('keys-filter')
    await press('ArrowDown')
    await press('Enter')
    await press('Enter')
    await expect(list).toBeFocused()
    await expect(page.getByText('1 of 2 containers')).toBeVisible()
    await expect(app.row('desk')).toBeHidden()
    await press('/')
    await press('Escape')
    await expect(app.row('desk')).toBeVisible()
  })

  await test.step('several, with a result for each', async () => {
    await list.focus()
    await press('Control+a')
    await expect(app.inspector).toContainText('2 containers chosen')
    await press('Shift+K')
    const results = page.getByRole('region', { name: 'Results' })
    await expect(results).toContainText('Kill (SIGKILL): 2 done')
    await app.expectState('desk', '137 killed')
    await press('p')
    await expect(bar).toContainText('none of the chosen containers is in a state for it')
    await press('Delete')
    await expect(app.dialog('Delete 2 containers?')).toContainText('cannot be undone')
    await app.picture('keys-delete')
    await press('Enter')
    await expect(results).toContainText('Delete: 2 done')
    await expect(app.row('desk')).toBeHidden()
    await app.picture('keys-results')
    await tabTo(page, results.getByRole('button', { name: 'Dismiss the results' }))
    await press('Enter')
    await expect(results).toBeHidden()
  })

  await test.step('a key is changed: refused, swapped, heard, reset', async () => {
    await press('Shift+?')
    const keys = app.dialog('Keys')
    await expect(keys.getByLabel('Find keys')).toBeFocused()
    await expectAccessible(page, 'keys')
    await page.emulateMedia({ colorScheme: 'light' })
    await app.pictures('keys')
    await page.keyboard.type('namespaces')
    await tabTo(page, keys.getByRole('button', { name: 'Change the keys of: Namespaces…' }))
    await press('Enter')
    await expect(keys.getByRole('button', { name: /^Press the new keys/ })).toBeFocused()
    await press('Control+w')
    await expect(keys.getByRole('alert')).toContainText('belongs to the browser')
    await press('Alt+v')
    await expect(keys.getByRole('alert')).toContainText('Alt V is already: Volumes.')
    await app.picture('keys-conflict')
    await tabTo(page, keys.getByRole('button', { name: 'Swap their keys' }))
    await press('Enter')
    await press('Escape')
    await press('Alt+v')
    await expect(app.dialog('Namespaces')).toBeVisible()
    await press('Escape')
    await press('Alt+s')
    await expect(app.dialog('Volumes')).toBeVisible()
    await press('Escape')
    await press('Alt+k')
    await tabTo(page, keys.getByRole('button', { name: 'Reset all…' }))
    await press('Enter')
    await expect(page.getByRole('button', { name: 'Reset all keys' })).toBeFocused()
    await press('Enter')
    await expect(keys.getByRole('button', { name: /^Reset the keys/ })).toHaveCount(0)
    await press('Escape')
  })

  await test.step('what the machine lacks, looked at again', async () => {
    await press('Alt+p')
    const lacks = app.dialog('What this machine has and lacks')
    await expect(lacks.getByRole('button', { name: 'Check again' })).toBeFocused()
    const there = lacks.getByRole('region', { name: 'There' })
    await expect(there).toContainText('runs the containers')
    await press('Enter')
    await expect(there.getByRole('listitem').filter({ hasText: 'skopeo' })).toContainText(/\d\.\d/)
    await expectAccessible(page, 'preflight')
    await page.emulateMedia({ colorScheme: 'light' })
    await app.pictures('preflight')
    await press('Escape')
  })
})
