import { _electron, expect, test } from '@playwright/test'
import { ELECTRON, electronIsThere } from '../../build/setup/electron.mjs'
import { WebHost } from './web-host.ts'

const PROGRAM = new URL('../../out/main/index.cjs', import.meta.url).pathname

/** Why Electron cannot be clicked through here; undefined where it can. */
function whyNot(): string | undefined {
  if (!electronIsThere()) return 'Electron’s binary is not here: it is fetched by npm start'
  if (process.getuid?.() === 0) return 'Electron keeps its sandbox only for an ordinary user'
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'there is no display'
  return undefined
}

test('the same window in Electron, with its sandbox on', async () => {
  const reason = whyNot()
  test.skip(reason !== undefined, reason)
  const folders = new WebHost()
  const electron = await _electron.launch({
    executablePath: ELECTRON,
    args: [PROGRAM, '--state', folders.state, '--run', folders.run],
  })
  try {
    const page = await electron.firstWindow()
    await page.getByRole('button', { name: 'Start the demo shell' }).click()
    await expect(page.getByRole('option', { name: 'shell-1, running' })).toBeVisible()
    expect(
      await page.evaluate(() => ['require', 'process'].filter((name) => name in window)),
    ).toEqual([])
  } finally {
    await electron.close()
    await folders.remove()
  }
})
