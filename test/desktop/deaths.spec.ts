import { readFileSync } from 'node:fs'
import { descendantsOf } from '../../electron/engine/runtime/proc.ts'
import { type Desktop, expect, test } from './support/desktop.ts'

/**
 * The text of the console in front, read through the main process: Playwright does not find a page again whose process has
 * died. Empty as long as there is no page: what is asked of a dead one is never answered.
 */
const screenOf = ({ electron }: Desktop) =>
  electron.evaluate(({ BrowserWindow }) => {
    const text = BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(
      `document.querySelector('[role=tabpanel] .xterm-accessibility-tree')?.textContent ?? ''`,
    )
    const nothing = new Promise<string>((resolve) => setTimeout(resolve, 500, ''))
    return Promise.race([text as Promise<string>, nothing]).catch(() => '')
  })

/** The processes of the engine: Node beside Electron. */
const enginePids = ({ pid }: Desktop) =>
  descendantsOf(pid).filter((one) => {
    const command = readFileSync(`/proc/${one}/cmdline`, 'utf8')
    return command.includes('main.cjs') && command.includes('--stdio')
  })

test('a page whose process is killed comes back by itself, with its consoles', async ({
  desktop,
}) => {
  const { app, electron } = desktop
  await app.startDemoShell()
  await app.type('echo before $((6 * 7))')
  await expect(app.screen).toContainText('before 42')
  const pid = await electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId(),
  )
  process.kill(pid as number, 'SIGKILL')
  await expect.poll(() => screenOf(desktop), { timeout: 15_000 }).toContain('before 42')
  const after = await electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map(({ webContents }) => webContents.getOSProcessId()),
  )
  expect(after).toEqual([expect.any(Number)])
  expect(after[0]).not.toBe(pid)
})

test('an engine that is killed is said to be gone, started again and joined, and nothing is lost', async ({
  desktop,
}) => {
  const { app, page } = desktop
  await app.startDemoShell()
  // Seen to have arrived: a key that is on its way goes with the engine.
  await app.type('X=kept; echo $X-set')
  await expect(app.screen).toContainText('kept-set')
  const [engine, ...others] = enginePids(desktop)
  expect(others).toEqual([])
  await page.evaluate(() => {
    const note = () => {
      const said = document.querySelector('[role=alert]')?.textContent ?? ''
      if (said.includes('Connection lost')) Object.assign(window, { said })
    }
    new MutationObserver(note).observe(document.body, { subtree: true, childList: true })
  })
  process.kill(engine as number, 'SIGKILL')
  await expect
    .poll(() => page.evaluate(() => (window as unknown as { said?: string }).said ?? ''))
    .toContain('Connection lost')
  await expect(page.getByRole('alert')).toBeHidden()
  expect(enginePids(desktop)).toEqual([expect.any(Number)])
  expect(enginePids(desktop)).not.toContain(engine)
  await app.expectState('shell-1', 'running')
  await app.type('echo $X-$X')
  await expect(app.screen).toContainText('kept-kept')
})
