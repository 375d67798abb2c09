import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { layEngine } from '../../build/engine-files.mjs'
import { User } from '../desktop/support/user.ts'
import { Apart } from '../support/apart.ts'
import { checkoutIn } from '../support/checkout.ts'
import { Terminal } from '../support/terminal.ts'
import { App, test as base, expect } from './app.ts'
import { chooseHost, heading, hostButton } from './host-menu.ts'
import { WebHost } from './web-host.ts'

const INSTALLED = '/usr/local/lib/runcible'
const ROOT = 'this machine, as root'
const PROMPT = /Runcible wants to run its engine as root\. Password of \S+: $/

/** The engine as `npm run install-engine` lays it, and sudo with a list of its own of who may what and whom it has lectured. */
const mounts = (engine: string) => `mount -t tmpfs -o mode=755 tmpfs /usr/local/lib
mkdir ${INSTALLED}; mount --bind ${engine} ${INSTALLED}
mount -t tmpfs -o mode=755 tmpfs /etc/sudoers.d; mount -t tmpfs -o mode=700 tmpfs /var/lib/sudo`

interface Seat {
  user: User
  apart: Apart
  terminal: Terminal
}

/** The web host, started by an ordinary user in a terminal without a display. */
const test = base.extend<{ seat: Seat }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from this pattern
  host: async ({}, use) => use(new WebHost()),
  seat: async ({ host }, use) => {
    test.skip(process.getuid?.() !== 0, 'only root can make a user for it')
    const user = User.make()
    const place = mkdtempSync('/var/lib/runcible-e2e-')
    const engine = join(place, 'engine')
    layEngine(engine, { node: process.execPath, prefix: INSTALLED })
    mkdirSync(host.dir, { recursive: true })
    const checkout = checkoutIn(host.dir)
    const apart = await Apart.open({ also: `${checkout.mounts}\n${mounts(engine)}` })
    chownSync(host.dir, user.uid, user.uid)
    const program = [checkout.node, join(checkout.repository, 'out/main/web.cjs')]
    const folders = ['--state', host.state, '--run', host.run]
    const terminal = new Terminal(apart.inside(user.as([...program, ...folders])))
    await use({ user, apart, terminal })
    await terminal.kill('SIGTERM')
    await apart.close()
    await host.remove()
    rmSync(place, { recursive: true })
    user.remove()
  },
})

test('started in a terminal: the real sudo asks there, once, and what it refuses is said in the window', async ({
  page,
  host,
  seat: { user, apart, terminal },
}) => {
  const app = new App(page, host)
  const password = user.password()
  host.url = /URL: (\S+)/.exec(await terminal.hears(/URL: \S+\s/))?.[1] ?? ''
  await app.open()
  const card = page.getByRole('alert')
  const again = page.getByRole('button', { name: 'Try again' })

  await test.step('who is not among its users', async () => {
    await chooseHost(app, ROOT)
    await terminal.hears(PROMPT)
    await expect(page.getByRole('status').filter({ hasText: ROOT })).toContainText(
      'asking for your permission…',
    )
    terminal.types(password)
    await expect(card).toContainText(`${user.name} is not in the sudoers file`)
  })

  await test.step('a wrong password, and no other', async () => {
    const list = apart.path('/etc/sudoers.d/test')
    writeFileSync(list, `${user.name} ALL=(ALL:ALL) ALL\n`, { mode: 0o440 })
    await again.click()
    await terminal.hears(PROMPT)
    terminal.types('not this')
    expect(await terminal.hears(PROMPT)).toContain('Sorry, try again.')
    terminal.leaves()
    await expect(card).toContainText('incorrect password attempt')
    await expect(card).toContainText('sudo -v in a terminal tells')
    await expect(hostButton(app)).toHaveText('this machine, as me')
    await app.picture('sudo-refused')
  })

  await test.step('the right one opens root’s engine, for a page that comes back, too', async () => {
    await again.click()
    await terminal.hears(PROMPT)
    terminal.types(password)
    await expect(heading(app, ROOT)).toHaveAttribute('data-phase', 'ready')
    await app.create({ name: 'roots', command: 'sleep 1000' })
    await expect(app.row('roots')).toHaveAccessibleName(`roots, running, on ${ROOT}`)
    await page.reload()
    await expect(app.row('roots')).toBeVisible()
    expect(terminal.said.match(/Password of/g)).toHaveLength(4)
  })
})
