import { join } from 'node:path'
import type { Locator } from '@playwright/test'
import { type App, expect, test } from './app.ts'
import { expectAccessible } from './audit.ts'
import { expectKeptWhenMoved } from './moved-about.ts'
import { runc } from './web-host.ts'

const consoleOf = (app: App, name: RegExp | string) => app.page.getByRole('region', { name })
const first = (app: App) => consoleOf(app, /^Console of shell-1/)
const beside = (app: App) => consoleOf(app, /^Exec sh in shell-1/)
const screenOf = (console: Locator) => console.locator('.xterm-accessibility-tree')

async function typeInto(console: Locator, line: string): Promise<void> {
  await console.locator('.xterm-helper-textarea').focus()
  await console.page().keyboard.type(`${line}\n`)
}

async function boxOf(locator: Locator) {
  const box = await locator.boundingBox()
  if (!box) throw new Error('it is not in sight')
  return box
}

/** Drags by the pointer, as a hand does: in steps, and not at once. */
async function drag(from: Locator, to: Locator, at: { x: number; y: number }): Promise<void> {
  const { mouse } = from.page()
  const [start, end] = [await boxOf(from), await boxOf(to)]
  await mouse.move(start.x + start.width / 2, start.y + start.height / 2)
  await mouse.down()
  await mouse.move(end.x + end.width / 2, end.y + end.height / 2, { steps: 5 })
  await mouse.move(end.x + end.width * at.x, end.y + end.height * at.y, { steps: 5 })
  await mouse.up()
}

test('consoles in splits: by button and key, dragged, resized, zoomed, named, remembered', async ({
  app,
}) => {
  const { page } = app
  const separator = page.getByRole('separator', { name: /^Resize (side by side|above)/ })
  await app.startDemoShell()
  await typeInto(first(app), 'seq 1 500; X=kept')
  await expect(screenOf(first(app))).toContainText('500')
  /** Nobody makes the terminal anew: the element that is there now is there to the end. */
  const mark = (console: Locator) =>
    console.locator('.xterm').evaluate((element) => element.setAttribute('data-first', ''))
  await mark(first(app))

  await test.step('a console that is alone: a shell of its container opens on its right', async () => {
    await page.getByRole('button', { name: 'Split right' }).click()
    await expect(screenOf(beside(app))).toContainText('/ #')
    await expect(beside(app).locator('.xterm-helper-textarea')).toBeFocused()
    const [left, right] = [await boxOf(first(app)), await boxOf(beside(app))]
    expect(right.x).toBeGreaterThan(left.x + left.width - 1)
    expect(Math.abs(left.width - right.width)).toBeLessThan(8)
    await mark(beside(app))
    await typeInto(beside(app), 'Y=also')
    await app.picture('splits')
    await expectAccessible(page, 'splits')
  })

  await test.step('the keyboard goes to the group on that side, and what is typed with it', async () => {
    await page.keyboard.press('Control+Shift+ArrowLeft')
    await expect(first(app).locator('.xterm-helper-textarea')).toBeFocused()
    await page.keyboard.type('echo in $X\n')
    await expect(screenOf(first(app))).toContainText('in kept')
    await expect(app.tab(/^Console of shell-1/)).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('Control+Shift+ArrowRight')
    await expect(beside(app).locator('.xterm-helper-textarea')).toBeFocused()
  })

  await test.step('its size, by the keyboard and by the pointer', async () => {
    const width = async () => (await boxOf(first(app))).width
    const before = await width()
    await separator.focus()
    await page.keyboard.press('ArrowLeft')
    await expect.poll(width).toBeLessThan(before - 20)
    const smaller = await width()
    const { x, y, height } = await boxOf(separator)
    await page.mouse.move(x, y + height / 2)
    await page.mouse.down()
    await page.mouse.move(x + 60, y + height / 2, { steps: 5 })
    await page.mouse.up()
    await expect.poll(width).toBeGreaterThan(smaller + 40)
    await expect
      .poll(async () => {
        await typeInto(first(app), 'clear; echo size $(stty size) end')
        const text = (await screenOf(first(app)).textContent()) ?? ''
        return Number(/size \d+ (\d+) end/.exec(text)?.[1])
      })
      .toBeLessThan(70)
  })

  await test.step('zoomed to full by a key and by a double click beside the tabs, and back', async () => {
    await beside(app).locator('.xterm-helper-textarea').focus()
    await page.keyboard.press('Control+Shift+X')
    await expect(first(app)).toBeHidden()
    await expect(beside(app).locator('.xterm-helper-textarea')).toBeFocused()
    await expect(page.getByRole('button', { name: 'Show all groups again' })).toBeVisible()
    await page.keyboard.press('Control+Shift+X')
    await expect(first(app)).toBeVisible()
    const tab = app.tab(/^Console of shell-1/)
    const strip = page.getByRole('tablist').filter({ has: tab })
    const dblclick = async () => {
      const { x, y, width, height } = await boxOf(strip)
      await page.mouse.dblclick(x + width - 8, y + height / 2)
    }
    await dblclick()
    await expect(beside(app)).toBeHidden()
    await dblclick()
    await expect(beside(app)).toBeVisible()
  })

  await test.step('a name of one’s own, everywhere that the tab is named', async () => {
    await app.tab(/^Exec sh in shell-1/).focus()
    await page.keyboard.press('F2')
    const dialog = app.dialog('Name this console')
    await dialog.getByRole('textbox', { name: 'Name' }).fill('watcher')
    await page.keyboard.press('Enter')
    await expect(dialog).toBeHidden()
    await expect(app.tab('watcher: Exec sh in shell-1, running')).toContainText('watcher')
    await expect(consoleOf(app, 'watcher: Exec sh in shell-1')).toBeVisible()
  })

  const watcher = consoleOf(app, /^watcher/)
  await test.step('dragged to the edge below, then among the other’s tabs', async () => {
    await drag(app.tab(/^watcher/), first(app), { x: 0.5, y: 0.95 })
    await expect
      .poll(async () => (await boxOf(watcher)).y - (await boxOf(first(app))).y)
      .toBeGreaterThan(100)
    await expect(watcher.locator('.xterm-helper-textarea')).toBeFocused()
    await app.picture('splits-below')
    await drag(app.tab(/^watcher/), app.tab(/^Console of shell-1/), { x: 0.1, y: 0.5 })
    await expect(page.getByRole('tablist')).toHaveCount(1)
    await expect(page.getByRole('tab')).toHaveText([/watcher/, /shell-1/])
    await expect(first(app)).toBeHidden()
  })

  await test.step('one of two goes to a side of its own; moved by keys', async () => {
    await page.keyboard.press('Control+Shift+O')
    await expect(first(app)).toBeVisible()
    expect((await boxOf(watcher)).y).toBeGreaterThan((await boxOf(first(app))).y + 100)
    await page.keyboard.press('Alt+Shift+ArrowRight')
    await expect
      .poll(async () => (await boxOf(watcher)).x - (await boxOf(first(app))).x)
      .toBeGreaterThan(100)
  })

  await test.step('through all of it each terminal is the same one, with all that it had', async () => {
    await expect(first(app).locator('.xterm[data-first]')).toBeVisible()
    await expect(watcher.locator('.xterm[data-first]')).toBeVisible()
    await typeInto(watcher, 'echo $Y-too')
    await expect(screenOf(watcher)).toContainText('also-too')
    await first(app).locator('.xterm-helper-textarea').focus()
    await page.keyboard.press('Control+Shift+F')
    await page.getByRole('textbox', { name: 'Find in this console' }).fill('123')
    await expect(screenOf(first(app))).toContainText('122')
    await page.getByRole('button', { name: 'Close find' }).click()
  })

  await test.step('a reload finds it as it was', async () => {
    const [left, right] = [await boxOf(first(app)), await boxOf(watcher)]
    await page.reload()
    await expect(screenOf(watcher)).toContainText('also-too')
    expect(Math.abs((await boxOf(first(app))).width - left.width)).toBeLessThan(4)
    expect(Math.abs((await boxOf(watcher)).x - right.x)).toBeLessThan(4)
  })

  await test.step('what is gone leaves its room to the others; what cannot be read is no layout', async () => {
    const processes = await app.unfold('Processes')
    await typeInto(watcher, 'exit')
    await expect(app.tab(/^watcher.*exited 0/)).toBeVisible()
    await processes.getByRole('button', { name: 'Actions on sh' }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await expect(page.getByRole('tablist')).toHaveCount(1)
    await expect(first(app)).toBeVisible()
    await page.evaluate(() => {
      for (const storage of [sessionStorage, localStorage]) {
        const kept = JSON.parse(storage.getItem('runcible.tabs') ?? '{}')
        kept.state.arrangement.root = { type: 'split', orientation: 'no', children: 7 }
        storage.setItem('runcible.tabs', JSON.stringify(kept))
      }
    })
    await page.reload()
    await app.row('shell-1').click()
    await expect(screenOf(first(app))).toContainText('/ #')
  })
})

test('moved about, a console keeps its place in its history and what is selected', async ({
  app,
}) => {
  await app.startDemoShell()
  await expectKeptWhenMoved(app)
})

test('synchronised input: each console that takes part gets each byte once, and no other’s replies', async ({
  app,
}) => {
  const { page, host } = app
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await app.startDemoShell()
  for (const name of ['shell-2', 'shell-3', 'shell-4']) {
    await app.create({ name })
    await app.expectState(name, 'running')
  }
  const of = (id: string) => consoleOf(app, `Console of ${id}`)
  const list = page.getByRole('listbox', { name: 'Containers' })

  await test.step('the chosen containers’ consoles come next to each other, marked', async () => {
    // What asks this one terminal later, while all are typed into.
    await app.row('shell-1').click()
    await typeInto(
      of('shell-1'),
      "(until [ -e /tmp/ask ]; do sleep 1; done; printf '\\033[6n\\033[c') &",
    )
    for (const id of ['shell-1', 'shell-2', 'shell-3', 'shell-4']) {
      await app.row(id).click()
      await list.press('Space')
    }
    await page.getByRole('button', { name: 'Type into all' }).click()
    for (const id of ['shell-1', 'shell-2', 'shell-3', 'shell-4']) {
      await expect(of(id).getByRole('status').first()).toHaveText('synchronised · 4')
      await expect(app.tab(`Console of ${id}, running, synchronised`)).toBeVisible()
    }
    await app.picture('synchronised')
    await expectAccessible(page, 'synchronised')
  })

  await test.step('one that ends takes no part any more, and says so; one leaves', async () => {
    runc(join(host.run, 'runc', 'default'), ['kill', 'shell-4', 'KILL'])
    await expect(of('shell-4').getByRole('status').first()).toHaveText(
      'not synchronised: it has ended',
    )
    await expect(of('shell-1').getByRole('status').first()).toHaveText('synchronised · 3')
  })

  const inside = (id: string, ...command: string[]) =>
    runc(join(host.run, 'runc', 'default'), ['exec', id, ...command])
  const got = (id: string) => inside(id, 'cat', '/tmp/got')
  const ids = ['shell-1', 'shell-2', 'shell-3'] as const
  await test.step('keys and a paste, byte by byte', async () => {
    await typeInto(of('shell-2'), 'stty raw -echo; echo rea""dy; cat > /tmp/got')
    for (const id of ids) await expect(screenOf(of(id))).toContainText('ready')
    inside('shell-1', 'touch', '/tmp/ask')
    await page.keyboard.type('abc')
    await page.keyboard.press('Enter')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Control+C')
    await of('shell-3').locator('.xterm-helper-textarea').focus()
    await page.keyboard.type('from another')
    const lines = Array.from({ length: 300 }, (_, n) => `é ${n}`).join('\n')
    await page.evaluate((text) => navigator.clipboard.writeText(text), lines)
    await page.keyboard.press('Control+Shift+V')
    const question = app.dialog('Paste 300 lines into shell-3?')
    await question.getByRole('button', { name: 'Paste', exact: true }).click()
    const expected = `abc\r\u001b[A\u0003from another${lines.replaceAll('\n', '\r')}`
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what xterm answers begins with one
    const replies = /\u001b\[\d+;\d+R\u001b\[\?1;2c/
    await expect.poll(() => replies.test(got('shell-1')), { timeout: 20_000 }).toBe(true)
    expect(got('shell-1').replace(replies, '')).toBe(expected)
    expect(got('shell-2')).toBe(expected)
    expect(got('shell-3')).toBe(expected)
  })

  await test.step('the way out: of one, and of all', async () => {
    await of('shell-3')
      .getByRole('button', { name: /^Leave/ })
      .click()
    await expect(of('shell-3').getByText(/^synchronised/)).toBeHidden()
    await expect(of('shell-1').getByRole('status').first()).toHaveText('synchronised · 2')
    await of('shell-1').locator('.xterm-helper-textarea').focus()
    await page.keyboard.press('Control+Shift+Y')
    await expect(page.getByText(/^synchronised · /)).toHaveCount(0)
    await page.keyboard.type('alone')
    await expect.poll(() => got('shell-1')).toMatch(/alone$/)
    expect(got('shell-2')).not.toContain('alone')
  })
})
