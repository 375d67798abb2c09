import type { Page } from '@playwright/test'
import { type App, expect, test } from './app.ts'
import { expectAccessible } from './audit.ts'

/** What a program would write, run by the shell as it is typed. */
const print = (app: App, text: string) => app.type(`printf '${text}'`)

const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText())

async function openMenu(app: App) {
  const menu = app.page.getByRole('menu', { name: 'Console' })
  await expect(menu).toBeHidden()
  await app.focusConsole()
  await app.page.keyboard.press('Shift+F10')
  return menu
}

test.beforeEach(async ({ app }) => {
  await app.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await app.startDemoShell()
})

test('finding: regular expressions, case, how many; what is none is said', async ({ app }) => {
  const { page } = app
  await app.type('clear; for i in 1 2 3; do echo fault-$i; echo FAULT-$i; done; echo over')
  await expect(app.screen).toContainText('over')
  await app.focusConsole()
  await page.keyboard.press('Control+Shift+F')
  const field = page.getByRole('textbox', { name: 'Find in this console' })
  const bar = page.getByRole('search')
  await field.fill('^fault-[12]$')
  await expect(bar).toContainText('not found')
  await bar.getByRole('button', { name: 'Regular expression' }).click()
  await expect(bar).toContainText('4 of 4')
  await bar.getByRole('button', { name: 'Match case' }).click()
  await expect(bar).toContainText('2 of 2')
  await page.keyboard.press('Tab')
  await field.press('Enter')
  await expect(bar).toContainText('1 of 2')
  await field.press('Shift+Enter')
  await expect(bar).toContainText('2 of 2')
  await expectAccessible(page, 'console-find')
  await app.picture('console-find')
  await field.fill('fault-(')
  await expect(bar).toContainText(/unterminated group/i)
  await field.press('Escape')
  await expect(bar).toBeHidden()
})

test('copying: the text, and with its colours', async ({ app }) => {
  const { page } = app
  await app.type("clear; printf '\\033[31mred\\033[0m & <plain>\\n'; echo over")
  await expect(app.screen).toContainText('over')
  await (await openMenu(app)).getByRole('menuitem', { name: 'Select all' }).click()
  await (await openMenu(app)).getByRole('menuitem', { name: 'Copy Ctrl Shift C' }).click()
  await expect.poll(() => clipboard(page)).toContain('red & <plain>\nover')

  await (await openMenu(app)).getByRole('menuitem', { name: /^Copy with colours/ }).click()
  const html = () =>
    page.evaluate(async () => {
      const [item] = await navigator.clipboard.read()
      return item?.types.includes('text/html') ? (await item.getType('text/html')).text() : ''
    })
  await expect.poll(html).toMatch(/color:[^>]*>red/)
  expect(await html()).toContain('&amp; &lt;plain&gt;')
})

test('pasting: several lines are asked about, as one line, not at all, and not in a program that brackets them', async ({
  app,
}) => {
  const { page } = app
  const paste = async (text: string) => {
    await page.evaluate((value) => navigator.clipboard.writeText(value), text)
    await app.focusConsole()
    await page.keyboard.press('Control+Shift+V')
  }
  const question = app.dialog('Paste 2 lines into shell-1?')

  await test.step('not at all', async () => {
    await paste('echo wro\\\nng\u001b[D')
    await expect(question).toContainText('1 control character is left out')
    await expectAccessible(page, 'console-paste')
    await app.picture('console-paste')
    await question.getByRole('button', { name: 'Do not paste' }).click()
    await app.type('echo nothing came')
    await expect(app.screen).toContainText('nothing came')
    await expect(app.screen).not.toContainText('wro')
  })
  await test.step('as one line', async () => {
    await paste('echo one \\\n  && echo two')
    await question.getByRole('button', { name: 'Paste as one line' }).click()
    await expect(app.screen).toContainText('echo one \\ && echo two')
    await page.keyboard.press('Control+C')
  })
  await test.step('in brackets', async () => {
    await app.type("printf '\\033[?2004h'; echo brack''ets; cat -v")
    await expect(app.screen).toContainText('brackets')
    await paste('first\nsecond')
    await expect(app.screen).toContainText('[200~first')
    await expect(app.screen).toContainText('second^[[201~')
    await expect(question).toBeHidden()
    await page.keyboard.press('Control+C')
    await app.type("printf '\\033[?2004l'")
  })
})

test('a program’s wish for the clipboard: asked, allowed, refused, and never answered', async ({
  app,
}) => {
  const { page } = app
  const wish = (text: string) =>
    print(app, `\\033]52;c;${Buffer.from(text).toString('base64')}\\007`)
  const question = page.getByRole('status', { name: 'A wish for the clipboard' })
  await page.evaluate(() => navigator.clipboard.writeText('what was there'))

  await wish('from the program')
  await expect(question).toContainText('16 characters')
  await app.picture('console-clipboard')
  await question.getByRole('button', { name: 'Refuse', exact: true }).click()
  await expect(question).toBeHidden()
  expect(await clipboard(page)).toBe('what was there')
  await wish('again')
  await question.getByRole('button', { name: 'Allow', exact: true }).click()
  await expect.poll(() => clipboard(page)).toBe('again')
  await wish('for ever')
  await question.getByRole('button', { name: 'Always allow' }).click()
  await expect.poll(() => clipboard(page)).toBe('for ever')
  await wish('unasked')
  await expect.poll(() => clipboard(page)).toBe('unasked')
  await expect(question).toBeHidden()

  await app.type("clear; printf '\\033]52;c;?\\007'; sleep 0.5; echo as''ked")
  await expect(app.screen).toContainText('asked')
  await expect(app.screen).not.toContainText('dW5hc2tlZA')
})

test('commands that the shell marks: from one to the next, and which failed', async ({ app }) => {
  const { page } = app
  await (await openMenu(app)).press('Escape')
  await expect(page.getByRole('menu', { name: 'Console' })).toBeHidden()
  await app.type("PS1=$(printf '\\033]133;D;$?\\007\\033]133;A\\007mark> ')")
  await app.type('clear')
  await app.type('seq 1 100')
  await app.type('false')
  await app.type('seq 201 300')
  await expect(app.screen).toContainText('300')
  await app.focusConsole()
  await page.keyboard.press('Control+Shift+PageUp')
  await expect(app.screen).toContainText('seq 201 300')
  await page.keyboard.press('Control+Shift+PageUp')
  await expect(app.screen).toContainText('false')
  await expect(page.locator('[data-command=failed]').first()).toBeVisible()
  await app.picture('console-commands')
  await page.keyboard.press('Control+Shift+PageDown')
  await expect(app.screen).not.toContainText('false')

  await page.reload()
  await app.row('shell-1').click()
  await expect(app.screen).toContainText('300')
  await app.focusConsole()
  await page.keyboard.press('Control+Shift+PageUp')
  await expect(app.screen).toContainText('seq 201 300')
  await page.keyboard.press('Control+Shift+PageUp')
  await expect(page.locator('[data-command=failed]').first()).toBeVisible()
})

test('size, font and colours: by keys and by choice, kept over a reload', async ({ app }) => {
  const { page } = app
  const columns = async () => {
    await app.type('clear; echo size $(stty size) end')
    await expect(app.screen).toContainText(/size \d+ \d+ end/)
    return Number(/size \d+ (\d+) end/.exec((await app.screen.textContent()) ?? '')?.[1])
  }
  const before = await columns()
  await app.focusConsole()
  for (let n = 0; n < 5; n++) await page.keyboard.press('Control+Shift+Equal')
  await expect.poll(columns).toBeLessThan(before - 20)

  await page.getByRole('button', { name: 'Menu' }).click()
  await page.getByRole('menuitem', { name: 'Consoles…' }).click()
  const dialog = app.dialog('Consoles')
  await expect(dialog.getByLabel('Size, px')).toHaveValue('18')
  await app.choose(dialog, 'Colours', 'high contrast')
  await expectAccessible(page, 'console-settings')
  await app.picture('console-settings')
  await dialog.getByRole('button', { name: 'Done' }).click()

  await app.type("printf '\\033]2;at work\\007'")
  await expect(app.tab(/shell-1/)).toContainText('at work')
  await page.reload()
  await app.row('shell-1').click()
  await expect(app.tab(/shell-1/)).toContainText('at work')
  await page.getByRole('button', { name: 'Menu' }).click()
  await page.getByRole('menuitem', { name: 'Consoles…' }).click()
  await dialog.getByRole('switch', { name: /^Show the title/ }).uncheck()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(app.tab(/shell-1/)).not.toContainText('at work')

  await page.reload()
  await app.row('shell-1').click()
  await expect.poll(columns).toBeLessThan(before - 20)
  await app.focusConsole()
  await page.keyboard.press('Control+Shift+Digit0')
  await expect.poll(columns).toBe(before)
})
