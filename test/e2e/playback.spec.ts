import { readFile, writeFile } from 'node:fs/promises'
import { expect, test } from './app.ts'
import { expectAccessible } from './audit.ts'

const CAST = [
  { version: 2, width: 60, height: 12, title: 'A lesson' },
  [0.5, 'o', 'first\r\n'],
  [1, 'o', '\u001b[32msecond\u001b[0m\r\n'],
  [61, 'm', 'after the pause'],
  [61, 'o', 'third\r\n'],
  [61.2, 'r', '30x8'],
  [61.4, 'o', 'fourth\r\n'],
]

test('a recording: played, scrubbed, saved again; what is none is said', async ({ app }, info) => {
  const { page } = app
  await app.readScreensAloud()
  const file = info.outputPath('lesson.cast')
  await writeFile(file, `${CAST.map((line) => JSON.stringify(line)).join('\n')}\n`)
  const choose = async (path: string) => {
    const choosing = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Menu' }).click()
    await page.getByRole('menuitem', { name: 'Play a recording…' }).click()
    await (await choosing).setFiles(path)
  }

  await choose(file)
  const dialog = app.dialog('Recording: A lesson')
  const screen = dialog.locator('.xterm-accessibility-tree')
  const slider = dialog.getByRole('slider', { name: 'Time' })
  await expect(dialog).toContainText('0:00.0 / 0:03.4')
  await expect(screen).not.toContainText('first')

  await test.step('from one thing that happened to the next, and back', async () => {
    await dialog.getByRole('button', { name: 'On to what comes next' }).click()
    await expect(screen).toContainText('first')
    await expect(screen).not.toContainText('second')
    await slider.press('End')
    await expect(screen).toContainText('fourth')
    await dialog.getByRole('button', { name: 'Back to what came before' }).click()
    await dialog.getByRole('button', { name: 'Back to what came before' }).click()
    await expect(screen).not.toContainText('fourth')
    await expectAccessible(page, 'playback')
    await app.picture('playback')
  })
  await test.step('played to its end, eight times as fast', async () => {
    await slider.press('Home')
    await expect(screen).not.toContainText('first')
    await dialog.getByLabel('Speed').selectOption('8')
    await dialog.getByRole('button', { name: 'Play' }).click()
    await expect(screen).toContainText('fourth')
    await expect(dialog.getByRole('button', { name: 'Play' })).toBeVisible()
  })
  await test.step('with its pauses whole', async () => {
    await dialog.getByRole('switch', { name: 'Cut pauses to 2 s' }).uncheck()
    await expect(dialog).toContainText('/ 1:01.4')
  })
  await test.step('saved', async () => {
    const saving = page.waitForEvent('download')
    await dialog.getByRole('button', { name: 'Save as asciicast…' }).click()
    const saved = await saving
    expect(saved.suggestedFilename()).toBe('A-lesson.cast')
    const text = await readFile(await saved.path(), 'utf8')
    expect(
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(CAST)
    await page.keyboard.press('Escape')
  })

  await writeFile(file, '{"version":3,"term":{"cols":80,"rows":24}}\n')
  await choose(file)
  await expect(page.getByRole('dialog')).toContainText(
    'line 1 says version 3; only 2 can be played',
  )
})

test('the past of a console: from its beginning, and as it was recorded, over a reload', async ({
  app,
}) => {
  const { page } = app
  await app.startDemoShell()
  await app.type('echo at the beg""inning')
  await expect(app.screen).toContainText('at the beginning')
  const choose = async (entry: string) => {
    const menu = page.getByRole('menu', { name: 'Console' })
    await expect(menu).toBeHidden()
    await app.focusConsole()
    await page.keyboard.press('Shift+F10')
    await menu.getByRole('menuitem', { name: entry }).click()
  }
  const dialog = app.dialog('Recording: Console of shell-1')
  const screen = dialog.locator('.xterm-accessibility-tree')
  const slider = dialog.getByRole('slider', { name: 'Time' })

  await test.step('its past', async () => {
    await choose('Play its past…')
    await expect(screen).not.toContainText('at the beginning')
    await slider.press('End')
    await expect(screen).toContainText('at the beginning')
    await page.keyboard.press('Escape')
  })
  await test.step('a recording', async () => {
    await choose('Record from now on')
    const bar = page.getByRole('status', { name: 'Recording' })
    await expect(bar).toContainText('Recorded since')
    await page.reload()
    await app.row('shell-1').click()
    await expect(bar).toContainText('Recorded since')
    await app.type('echo while re""corded')
    await expect(app.screen).toContainText('while recorded')
    await bar.getByRole('button', { name: 'Mark' }).click()
    await expect(bar).toContainText('1 mark')
    await app.picture('recording')
    await bar.getByRole('button', { name: 'Stop and play' }).click()
    await expect(screen).toContainText('at the beginning')
    await expect(screen).not.toContainText('while recorded')
    await slider.press('End')
    await expect(screen).toContainText('while recorded')
    await app.picture('recorded')
    await page.keyboard.press('Escape')
    await expect(bar).toBeHidden()
  })
})
