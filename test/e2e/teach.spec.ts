import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from './app.ts'
import { expectAccessible } from './audit.ts'

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
    await expect(page.getByRole('tooltip')).toHaveText('runc pause shell-1')
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
})
