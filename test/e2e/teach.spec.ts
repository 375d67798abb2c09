import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from './app.ts'
import { expectAccessible } from './audit.ts'
import { stickingOut } from './sticking-out.ts'
import { runc } from './web-host.ts'

/** A change from outside is on screen within this, as promised. */
const SEEN_MS = 1000

test('the diagram is clicked and moves by itself; the journal is searched and copied as a script', async ({
  app,
}) => {
  const { page } = app
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.getByRole('button', { name: 'Start the demo shell' }).click()
  await app.expectState('shell-1', 'running')
  const states = app.inspector.getByRole('region', { name: 'States' })
  const way = (name: string) => states.getByRole('button', { name, exact: true })
  const expectHere = (word: string, timeout?: number) =>
    expect(states.getByRole('img', { name: `State diagram: shell-1 is ${word}` })).toBeVisible({
      timeout,
    })

  await test.step('an arrow says what it runs, and why it is closed', async () => {
    await way('pause: from running to paused').hover()
    await expect(page.getByRole('tooltip')).toHaveText('runc pause shell-1 · P')
    await expect(way('resume: from paused to running')).toHaveAccessibleDescription(
      'cannot resume a running process',
    )
    await expect(way('kill: from paused to stopped')).toHaveAccessibleDescription(
      'it leads from paused, and shell-1 is running',
    )
    await way('pause: from running to paused').click()
    await expectHere('paused')
    await expect(way('pause: from running to paused')).toHaveAccessibleDescription(
      'cannot pause a paused container',
    )
  })

  await test.step('a dialog says what it is about to run, as its options are', async () => {
    await way('checkpoint: while paused').click()
    const dialog = app.dialog('Checkpoint shell-1')
    const runs = dialog.getByRole('region', { name: 'What this runs' })
    await expect(runs).toHaveText('$ runc checkpoint --image-path … --leave-running shell-1')
    await dialog.getByRole('switch', { name: /^Open TCP/ }).check()
    await expect(runs).toContainText('--leave-running --tcp-established shell-1')
    await app.picture('teach-checkpoint')
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
  })

  await test.step('somebody at a terminal resumes and pauses it', async () => {
    const root = join(app.host.run, 'runc/default')
    execFileSync('runc', ['--root', root, 'resume', 'shell-1'])
    await expectHere('running', SEEN_MS)
    execFileSync('runc', ['--root', root, 'pause', 'shell-1'])
    await expectHere('paused', SEEN_MS)
  })

  await test.step('the journal', async () => {
    await page.getByRole('contentinfo').getByRole('button', { name: 'Journal' }).click()
    const journal = page.getByRole('region', { name: 'Journal' })
    const rows = journal.getByRole('listitem')
    await expect(rows).toHaveCount(5)
    await app.pictures('teach')
    await expectAccessible(page, 'the diagram and the journal')
    await journal.getByRole('button', { name: 'Copy as shell script' }).click()
    await expect(journal.getByRole('button', { name: 'Copied' })).toBeVisible()
    const script = await page.evaluate(() => navigator.clipboard.readText())
    expect(script).toContain('"$runc" --root "$root" create --bundle "$bundle_1"')
    execFileSync('sh', ['-n'], { input: script })
    await journal.getByRole('textbox', { name: 'Search the journal' }).fill('runc start')
    await expect(rows).toHaveCount(1)
    await rows.getByRole('button').first().click()
    await expect(rows).toContainText(/runc .* start shell-1.*exit code 0/)
    await journal.getByRole('switch', { name: 'Failed only' }).check()
    await expect(journal).toContainText('Nothing that was done fits that.')
  })

  await test.step('presenter mode: one container, large, its keys shown; as it was when left', async () => {
    const list = page.getByRole('navigation', { name: 'Containers' })
    const keys = page.locator('[data-keys-shown]')
    await page.getByRole('button', { name: 'Close journal' }).click()
    await way('resume: from paused to running').click()
    await page.keyboard.press('Control+K')
    await page.keyboard.type('demo shell\n')
    await app.expectState('shell-2', 'running')
    await app.row('shell-1').click()
    const before = await app.inspector.boundingBox()
    await page.keyboard.press('Control+Shift+S')
    await expect(list).toBeHidden()
    await expect(page.locator('body')).toHaveCSS('zoom', '1.5')
    await app.type('true')
    await expect(keys).toBeHidden()
    await page.keyboard.press('Control+C')
    await expect(keys).toHaveText('CtrlC')
    await app.pictures('presenter')
    runc(join(app.host.run, 'runc/default'), ['kill', 'shell-2', 'KILL'])
    await page.getByRole('button', { name: '1 notice was kept quiet' }).click()
    await expect(page.getByText('shell-2 137 killed')).toBeVisible()
    await expectAccessible(page, 'presenter mode')
    await page.reload()
    await expect(states).toBeVisible()
    await expect(list).toBeHidden()
    await page.getByRole('button', { name: 'Leave presenter mode' }).click()
    await expect(list).toBeVisible()
    expect(await app.inspector.boundingBox()).toEqual(before)
  })

  await test.step('contrast, motion and zoom are chosen, and kept', async () => {
    const root = page.locator('html')
    await page.getByRole('button', { name: 'Appearance' }).click()
    const menu = app.dialog('Appearance')
    await app.choose(menu, 'Contrast', 'More')
    await app.choose(menu, 'Motion', 'Reduced')
    await expect(root).toHaveAttribute('data-contrast')
    await expectAccessible(page, 'appearance')
    await page.addInitScript(() =>
      requestAnimationFrame(() => {
        const { documentElement } = document
        Object.assign(window, { atFirstFrame: documentElement.getAttributeNames() })
      }),
    )
    await page.reload()
    expect(await page.evaluate(() => Reflect.get(window, 'atFirstFrame'))).toEqual(
      expect.arrayContaining(['data-contrast', 'data-still', 'data-mantine-color-scheme']),
    )
    const toggle = page.getByRole('button', { name: 'Details', exact: true }).locator('svg')
    await expect(toggle).toHaveCSS('transition-duration', '0s')
    await app.focusConsole()
    for (let n = 0; n < 6; n++) await page.keyboard.press('Control+=')
    await expect(root).toHaveCSS('--zoom', '2')
    await app.pictures('zoomed')
    const dialog = await app.fillCreate({ name: 'large' })
    expect(await stickingOut(page)).toEqual([])
    await expect(dialog).toBeInViewport({ ratio: 1 })
    await expect(dialog.getByRole('button', { name: 'Create & start' })).toBeInViewport({
      ratio: 1,
    })
    await app.picture('zoomed-create')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+0')
    await expect(root).toHaveCSS('--zoom', '1')
  })
})
