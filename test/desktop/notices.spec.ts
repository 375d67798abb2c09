import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Desktop, expect, test } from './support/desktop.ts'

interface Shown {
  title: string
  body: string
  emit(event: string): void
}
type Noted = typeof globalThis & { shown: Shown[]; asked: string[] }

/**
 * A FAKE of the desktop around: there is no notification daemon and no window manager here. What would be shown is noted
 * in the main process, and nobody has the focus.
 */
const standAside = ({ electron }: Desktop) =>
  electron.evaluate(({ BrowserWindow, Notification }) => {
    const shown: Shown[] = []
    Object.assign(globalThis, { shown })
    Notification.isSupported = () => true
    // Its own methods are not on its prototype; those of an emitter are, and whoever shows one listens to its click first.
    const { on } = Notification.prototype
    Notification.prototype.on = function (this: Electron.Notification, ...args: unknown[]) {
      if (args[0] === 'click') shown.push(this as unknown as Shown)
      return Reflect.apply(on, this, args)
    } as typeof on
    BrowserWindow.getFocusedWindow = () => null
  })

const titles = ({ electron }: Desktop) =>
  electron.evaluate(() => (globalThis as Noted).shown.map(({ title }) => title))

test('an exit is told while nobody looks, and a click leads to it', async ({ desktop }) => {
  const { app, electron, page } = desktop
  await standAside(desktop)
  await app.create({ name: 'other', command: 'sleep 1000' })
  await app.create({ name: 'short', command: `sh -c 'sleep 1; exit 3'`, terminal: false })
  await app.row('other').click()
  await app.expectState('short', 'exited 3')
  await expect.poll(() => titles(desktop)).toEqual(['short exited 3'])
  await electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.hide()
    ;(globalThis as Noted).shown[0]?.emit('click')
  })
  await expect(page.getByRole('complementary', { name: 'Inspector' })).toContainText('short')
  expect(
    await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible()),
  ).toBe(true)
})

test('nothing is told while somebody looks', async ({ desktop }) => {
  const { app, electron } = desktop
  await standAside(desktop)
  await electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getFocusedWindow = () => BrowserWindow.getAllWindows()[0] ?? null
  })
  await app.create({ name: 'short', command: 'true', terminal: false })
  await app.expectState('short', 'exited 0')
  await app.page.waitForTimeout(300)
  expect(await titles(desktop)).toEqual([])
})

test('a checkpoint that fails is told with why', async ({ desktop }) => {
  const { app, electron, page } = desktop
  // Half of a connection to the outside: CRIU refuses it.
  await app.create({
    name: 'held',
    command: `sh -c 'nc -l -p 99 -e cat & sleep 0.3; sleep 1000 | nc 127.0.0.1 99'`,
  })
  await app.expectState('held', 'running')
  await standAside(desktop)
  await app.action('Checkpoint…').click()
  const dialog = app.dialog(/^Checkpoint /)
  await dialog.getByRole('button', { name: 'Take checkpoint' }).click()
  await expect
    .poll(() => titles(desktop), { timeout: 20_000 })
    .toEqual(['Checkpoint of held failed'])
  const [body] = await electron.evaluate(() => (globalThis as Noted).shown.map(({ body }) => body))
  expect(body).toContain('TCP')
  await page.keyboard.press('Escape')
})

test('closing the last window says once that containers run on', async ({ desktop }) => {
  const { app, electron, folders, page } = desktop
  await app.startDemoShell()
  /** A FAKE of the message box, which only a person can click away: it notes the words, and answers. */
  const answer = (response: number) =>
    electron.evaluate(({ dialog }, chosen) => {
      const asked: string[] = []
      Object.assign(globalThis, { asked })
      dialog.showMessageBox = (async (_window: unknown, { message }: { message: string }) => {
        asked.push(message)
        return { response: chosen, checkboxChecked: true }
      }) as unknown as typeof dialog.showMessageBox
    }, response)
  const close = () =>
    electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())

  await answer(1)
  await close()
  await expect
    .poll(() => electron.evaluate(() => (globalThis as Noted).asked))
    .toEqual(['shell-1 runs on without the window.'])
  await app.expectState('shell-1', 'running')

  await answer(0)
  const ended = new Promise((resolve) => electron.process().once('exit', resolve))
  const closed = page.waitForEvent('close')
  await close().catch(() => {})
  await closed
  await ended
  const kept = JSON.parse(readFileSync(join(folders.state, 'desktop.json'), 'utf8'))
  expect(kept.quietFarewell).toBe(true)
})
