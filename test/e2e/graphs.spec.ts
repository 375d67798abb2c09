import { expect, test } from './app.ts'
import { expectAccessible } from './audit.ts'

test('what a container used in the last minutes, with what was done to it; and how it ended', async ({
  app,
}) => {
  const { page } = app
  await app.startDemoShell()
  await app.type('while :; do :; done & echo bu""sy')
  await expect(app.screen).toContainText('busy')
  await expect(app.row('shell-1').locator('svg path')).toHaveAttribute('d', /L/)
  const section = await app.unfold('Graphs')
  const slider = section.getByRole('slider', { name: 'Time in the graphs of shell-1' })
  await expect(slider).toHaveAttribute(
    'aria-valuetext',
    /^now: CPU \d+.* %, memory .*, processes 2/,
  )
  // The browser can do with that half of the machine.
  await app.type('kill $!')
  await app.action('Pause').click()
  await app.action('Resume').click()
  const marks = section.getByRole('region', { name: 'What was done in that time' })
  await expect(marks.getByRole('listitem').filter({ hasText: 'resumed' })).toBeVisible()

  await test.step('the engine has kept it over a reload; the keyboard goes back in time', async () => {
    await page.reload()
    await expect(slider).toHaveAttribute('aria-valuetext', /CPU/)
    await slider.focus()
    await page.keyboard.press('Home')
    await expect(slider).toHaveAttribute('aria-valuetext', /^\d\d:\d\d:\d\d: .*memory/)
    expect(Number(await slider.getAttribute('aria-valuenow'))).toBeLessThan(-1)
    await page.keyboard.press('End')
    await expect(slider).toHaveAttribute('aria-valuenow', '0')
    await app.pictures('graphs-inspector')
  })

  await test.step('in large, and as a table', async () => {
    await section.getByRole('button', { name: 'Larger…' }).click()
    const dialog = app.dialog('Graphs of shell-1')
    await expect(dialog.locator('canvas')).toHaveCount(4)
    await expect(dialog.getByText('nothing but loopback')).toBeVisible()
    await app.pictures('graphs')
    await dialog.getByRole('switch', { name: 'As a table' }).check()
    const table = dialog.getByRole('region', { name: 'Figures as a table' })
    await expect(table.getByRole('row').filter({ hasText: 'resumed' })).toContainText(/[KM]iB/)
    await expectAccessible(page, 'graphs as a table')
    await app.picture('graphs-table')
    await page.keyboard.press('Escape')
  })

  await app.kill('SIGKILL')
  const end = app.inspector.getByRole('region', { name: 'How it ended' })
  await expect(end).toContainText('137 is 128 + 9: SIGKILL')
  await expect(end).toContainText('sent by Runcible')
  await expect(end.getByRole('region', { name: 'Last lines' })).toContainText('busy')
  const deeds = end.getByRole('list', { name: 'What was done in its last minute' })
  await expect(deeds.getByRole('listitem').filter({ hasText: 'SIGKILL' })).toBeVisible()
  await expect(slider).toHaveAttribute('aria-valuetext', /^at its end: /)
  await expectAccessible(page, 'graphs in the inspector, and an end')
  await app.pictures('end')
})
