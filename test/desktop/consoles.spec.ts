import { App } from '../e2e/app.ts'
import { expectKeptWhenMoved } from '../e2e/moved-about.ts'
import { expect, test } from './support/desktop.ts'

test('a console moves into a window of its own and back, with what runs in it', async ({
  desktop,
}) => {
  const { app, electron, page } = desktop
  await app.startDemoShell()
  await app.type('X=moved')
  const opened = electron.waitForEvent('window')
  await page.getByRole('button', { name: 'Move this console into a window of its own' }).click()
  const own = new App(await opened, desktop.folders)
  await expect(app.tab(/^Console of shell-1/)).toBeHidden()
  await expect(own.page).toHaveTitle(/^shell-1, running/)
  await expect(own.page.getByRole('navigation', { name: 'Containers' })).toHaveCount(0)
  // Without a click: the terminal has the keyboard.
  await expect(own.screen).toContainText('/ #')
  await own.page.keyboard.type('echo $X $((6 * 7))\n')
  await expect(own.screen).toContainText('moved 42')
  await own.picture('desktop-own-console')

  await test.step('asked for again, it is brought forward instead of opened twice', async () => {
    await app.row('shell-1').click()
    await page.getByRole('button', { name: 'Move this console into a window of its own' }).click()
    await expect(app.tab(/^Console of shell-1/)).toBeHidden()
    expect(electron.windows()).toHaveLength(2)
  })

  await test.step('and back', async () => {
    const closed = own.page.waitForEvent('close')
    await own.page.getByRole('button', { name: 'Back to the main window' }).click()
    await closed
    await expect(app.tab(/^Console of shell-1/)).toHaveAttribute('aria-selected', 'true')
    await app.type('echo $X-again')
    await expect(app.screen).toContainText('moved-again')
  })
})

test('moved about, a console keeps its place in its history and what is selected, in an old Chromium too', async ({
  desktop,
}) => {
  await desktop.app.startDemoShell()
  await expectKeptWhenMoved(desktop.app)
})
