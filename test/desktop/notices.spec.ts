import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { WebHost } from '../e2e/web-host.ts'
import { Desktop, expect, test } from './support/desktop.ts'

type Noted = typeof globalThis & { asked: string[] }

/** Does a window of ours have the keyboard, as the window manager has it? */
const isInFront = ({ electron }: Desktop) =>
  electron.evaluate(({ BrowserWindow }) => BrowserWindow.getFocusedWindow() !== null)

test('what is worth knowing reaches the desktop’s notification daemon while another window is in front, a click on it leads there, and nothing is told while ours is', async ({
  display,
  session,
}) => {
  const folders = new WebHost()
  Object.assign(folders.env, session.env)
  const desktop = await Desktop.launch({ display, folders })
  const { app } = desktop
  const titles = () => session.shown.map(({ title }) => title)
  const told = ['short exited 3']
  try {
    await expect.poll(() => isInFront(desktop)).toBe(true)
    await app.create({ name: 'seen', command: 'true', terminal: false })
    await app.expectState('seen', 'exited 0')

    let closeOther = await session.otherWindow()
    await expect.poll(() => isInFront(desktop)).toBe(false)
    await app.create({
      name: 'short',
      command: `sh -c 'true && exit 3 # <b>&amp;'`,
      terminal: false,
    })
    await expect
      .poll(() => session.shown)
      .toEqual([
        { title: 'short exited 3', body: 'sh -c true &amp;&amp; exit 3 # &lt;b&gt;&amp;amp;' },
      ])
    await app.row('seen').click()
    expect(await isInFront(desktop), 'the other window is still in front').toBe(false)
    session.clickNotification()
    await expect(app.inspector).toContainText('short')
    await expect.poll(() => isInFront(desktop)).toBe(true)
    await app.create({ name: 'also-seen', command: 'true', terminal: false })
    await app.expectState('also-seen', 'exited 0')
    await closeOther()

    await app.create({
      name: 'held',
      // Half of a connection to the outside: CRIU refuses it.
      command: `sh -c 'nc -l -p 99 -e cat & sleep 0.3; sleep 1000 | nc 127.0.0.1 99'`,
    })
    await app.expectState('held', 'running')
    closeOther = await session.otherWindow()
    await expect.poll(() => isInFront(desktop)).toBe(false)
    const hungry = await app.fillCreate({ name: 'hungry', command: 'tail /dev/zero' })
    const memory = hungry.getByLabel('Memory (MiB)')
    if (await memory.isEnabled()) {
      await memory.fill('16')
      await hungry.getByRole('button', { name: 'Create & start', exact: true }).click()
      told.push('hungry was killed: out of memory')
      await expect.poll(titles).toEqual(told)
    } else {
      console.log('no OOM kill is told of: no cgroup of this machine limits memory')
      await app.page.keyboard.press('Escape')
    }
    await app.row('held').click()
    await app.action('Checkpoint…').click()
    const dialog = app.dialog(/^Checkpoint /)
    await app.withoutForeseen(dialog, /^Open TCP connections/)
    await dialog.getByRole('button', { name: 'Take checkpoint' }).click()
    told.push('Checkpoint of held failed')
    await expect.poll(titles, { timeout: 20_000 }).toEqual(told)
    expect(session.shown.at(-1)?.body).toContain('TCP')
    await closeOther()
  } finally {
    await desktop.remove()
  }
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
  desktop.expectEnd()
  const ended = new Promise((resolve) => electron.process().once('exit', resolve))
  const closed = page.waitForEvent('close')
  await close().catch(() => {})
  await closed
  await ended
  const kept = JSON.parse(readFileSync(join(folders.state, 'desktop.json'), 'utf8'))
  expect(kept.quietFarewell).toBe(true)
})
