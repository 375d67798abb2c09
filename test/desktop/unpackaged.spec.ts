import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { descendantsOf } from '../../electron/engine/runtime/proc.ts'
import { WebHost } from '../e2e/web-host.ts'
import { Apart } from '../support/apart.ts'
import { checkoutIn } from '../support/checkout.ts'
import { Desktop, expect, isSandboxed, test } from './support/desktop.ts'
import { layElectron } from './support/unpacked-electron.ts'
import { User } from './support/user.ts'

test('npm start from a checkout, by an ordinary user: the window, its sandbox, the engine beside it, the main job', async ({
  display,
}) => {
  test.setTimeout(120_000)
  const folders = new WebHost()
  const user = User.make()
  mkdirSync(folders.dir, { recursive: true })
  const { mounts, node, repository } = checkoutIn(folders.dir)
  const apart = await Apart.open({ also: mounts })
  const electron = join(folders.dir, 'electron')
  layElectron(electron)
  folders.env.ELECTRON_OVERRIDE_DIST_PATH = electron
  const program = [node, join(repository, 'build/start.mjs'), '--yes']
  try {
    const desktop = await Desktop.launch({ display, user, apart, folders, program })
    const { app, page, pid } = desktop
    try {
      await app.startDemoShell()
      await page.keyboard.type('echo $((6 * 7))\n')
      await expect(app.screen).toContainText('42')
      await app.picture('desktop-unpackaged')
      expect(await isSandboxed(desktop)).toBe(true)
      const engines = descendantsOf(pid).filter((one) => commandOf(one).includes('--stdio'))
      const engine = join(repository, 'out/headless/main.cjs')
      expect(engines.map(commandOf), 'plain Node, that of npm start').toEqual([
        expect.arrayContaining([node, engine]),
      ])

      await app.exec('sh -c "exit 4"')
      await expect(app.tab(/exited 4$/)).toBeVisible()
      await page.reload()
      await app.row('shell-1').click()
      await app.kill('SIGKILL')
      await app.expectState('shell-1', '137 killed')
      await app.action('Delete').click()
      await app
        .dialog(/Delete/)
        .getByRole('button', { name: 'Delete shell-1' })
        .click()
      await expect(page.getByText('No containers yet.')).toBeVisible()
    } finally {
      await desktop.close()
    }
  } finally {
    await apart.close()
    await folders.remove()
    user.remove()
  }
})

const commandOf = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
