import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { addMachine, heading, hostButton } from '../e2e/host-menu.ts'
import { OtherMachine } from '../e2e/other-machine.ts'
import { runc, WebHost } from '../e2e/web-host.ts'
import { Desktop, expect, test } from './support/desktop.ts'
import { Notifications } from './support/notifications.ts'

interface Shown {
  title: string
  body: string
  emit(event: string): void
}
type Noted = typeof globalThis & { shown: Shown[]; asked: string[] }

/**
 * A FAKE of the desktop around, where it need not be real: no notification daemon and no window manager. What would be shown is noted
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

test('the desktop’s own notification tells of an end on another host, and a click on it leads there; the host is there after a restart', async ({
  display,
}) => {
  const folders = new WebHost()
  const machine = new OtherMachine(folders)
  const notifications = await Notifications.start(display)
  folders.env.DBUS_SESSION_BUS_ADDRESS = notifications.address
  let desktop = await Desktop.launch({ display, folders })
  try {
    await addMachine(desktop.app, 'ann@box')
    await expect(hostButton(desktop.app)).toHaveText('ann@box')
    await desktop.app.create({ name: 'there', command: 'sleep 1000', terminal: false })
    await desktop.app.expectState('there', 'running')
    const visible = (show: boolean) =>
      desktop.electron.evaluate(({ BrowserWindow }, shown) => {
        const [window] = BrowserWindow.getAllWindows()
        if (!shown) window?.hide()
        return window?.isVisible()
      }, show)
    await visible(false)
    runc(machine.runtimeRoot, ['kill', 'there', 'KILL'])
    await expect.poll(() => notifications.displayed()).toBe(1)
    await display.picture('desktop-notification')
    await notifications.click()
    await expect.poll(() => visible(true)).toBe(true)
    await expect(desktop.app.inspector).toContainText('there')
    expect(await notifications.past()).toEqual([
      { title: 'there was killed by SIGKILL on ann@box', body: 'sleep 1000', from: 'Runcible' },
    ])
    await desktop.close()

    desktop = await Desktop.launch({ display, folders })
    await expect(heading(desktop.app, 'ann@box')).toHaveAttribute('data-phase', 'ready')
    await desktop.app.expectState('there', '137 killed')
  } finally {
    await desktop.close()
    machine.remove()
    await folders.remove()
    notifications.stop()
  }
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
