import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { App, expect, test } from './app.ts'
import { makeRootfs } from './rootfs.ts'

const LARGE = { width: 1920, height: 1080 }

test('a preview looks and leaves no trace; a click in it fits the terminal to the window', async ({
  app,
}) => {
  const { page, host } = app
  await app.startDemoShell()
  const rootfs = makeRootfs(join(host.dir, 'rootfs'))
  await app.create({
    name: 'noticing',
    from: 'Rootfs',
    folder: rootfs,
    command: `sh -c "trap 'stty size >> /winches' WINCH; touch /winches; echo ready; while :; do sleep 1000 & wait $!; done"`,
    terminal: true,
  })
  await app.expectState('noticing', 'running')
  const winches = () =>
    existsSync(join(rootfs, 'winches')) ? readFileSync(join(rootfs, 'winches'), 'utf8') : ''
  await expect.poll(winches).not.toBe('')
  await app.tab(/^Console of noticing/).press('Delete')
  const before = winches()
  await page.setViewportSize(LARGE)
  await app.row('noticing').click()
  await expect(app.screen).toContainText('ready')
  await expect(page.getByText(/as it was left/)).toBeVisible()
  await app.row('shell-1').click()
  await app.row('noticing').click()
  await expect(app.screen).toContainText('ready')
  await page.waitForTimeout(500)
  expect(winches()).toBe(before)
  await page.locator('.xterm-screen >> visible=true').click()
  await expect.poll(winches).not.toBe(before)
  await expect(page.getByText(/as it was left/)).toBeHidden()
})

test('two windows on one console: who typed last sets the size, the other says so and takes it over', async ({
  app,
  browser,
}) => {
  await app.startDemoShell()
  const columns = async (of: App) => {
    await of.type('clear; echo size $(stty size) end')
    await expect(of.screen).toContainText(/size \d+ \d+ end/)
    const [, , cols] = /size (\d+) (\d+) end/.exec((await of.screen.textContent()) ?? '') ?? []
    return Number(cols)
  }
  const narrow = await columns(app)
  const other = new App(await browser.newPage({ viewport: LARGE }), app.host)
  await other.open()
  await other.readScreensAloud()
  await other.row('shell-1').dblclick()
  await expect(other.screen).toContainText('end')
  const note = (of: App) => of.page.getByRole('status').filter({ hasText: 'viewers' })
  await expect(note(other)).toContainText(`2 viewers · ${narrow}×`)
  await expect(note(other)).toContainText('set by another window')
  await expect(note(app)).toContainText('set by this window')
  await other.picture('shared-console-large')
  await app.picture('shared-console')
  expect(await columns(app)).toBe(narrow)
  await other.page.getByRole('button', { name: 'Take over' }).click()
  await expect(note(other)).toContainText('set by this window')
  await expect.poll(() => columns(other)).toBeGreaterThan(narrow + 20)
  await expect(note(app)).toContainText('set by another window')
  await app.picture('shared-console-small')

  await other.page.getByRole('button', { name: 'Only watch' }).click()
  await expect(other.page.getByText('only watching')).toBeVisible()
  await other.type('echo nobody $((6 * 7))')
  await app.type('echo after $((7 * 7))')
  await expect(app.screen).toContainText('after 49')
  await expect(app.screen).not.toContainText('nobody')
  await expect.poll(() => columns(app)).toBe(narrow)
  await other.page.close()
  await expect(note(app)).toBeHidden()
})

test('a window that cannot keep up with a flood says that it holds the program back, and for how long', async ({
  app,
}) => {
  await app.startDemoShell()
  const acks = await slowAcks(app.page)
  await app.page.reload()
  await app.focusConsole()
  await app.type('yes "a line of a flood that has no end"')
  const note = app.page.getByText(/^output is held back: this window cannot keep up, for \d+ s$/)
  await expect(note).toBeVisible()
  await app.picture('held-back')
  await app.page.keyboard.press('Control+C')
  acks.letGo()
  await expect(note).toBeHidden()
  await app.type('clear; echo $((6 * 7)) again')
  await expect(app.screen).toContainText('42 again')
})

/** So long after the last one: the engine does not wait for a window that it has not heard of for half a second. */
const SLOW_MS = 250

/**
 * From its next load on, what this page says of how far it is reaches the engine slowly, one ack after the other: to the
 * engine it is a window that cannot keep up, however quick or busy this machine is.
 */
async function slowAcks(page: Page): Promise<{ letGo(): void }> {
  let free = false
  const held: (() => void)[] = []
  const timer = setInterval(() => held.shift()?.(), SLOW_MS)
  await page.routeWebSocket(/./, (socket) => {
    const server = socket.connectToServer()
    socket.onMessage((message) => {
      const send = () => server.send(message)
      if (!free && Buffer.from(message).includes('"kind":"ack"')) held.push(send)
      else send()
    })
  })
  return {
    letGo() {
      free = true
      clearInterval(timer)
      for (const send of held.splice(0)) send()
    },
  }
}
