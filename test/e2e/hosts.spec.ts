import { test as base, expect } from './app.ts'
import { expectAccessible } from './audit.ts'
import { addMachine, chooseHost, eachLook, heading, hostButton } from './host-menu.ts'
import { OrdinaryUser } from './ordinary-user.ts'
import { OtherMachine } from './other-machine.ts'
import { WebHost } from './web-host.ts'

const machines = new WeakMap<WebHost, OtherMachine>()

/** The web host, with another machine that it reaches by what stands in for ssh. */
const test = base.extend<{ machine: OtherMachine }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from this pattern
  host: async ({}, use) => {
    const host = new WebHost()
    const machine = new OtherMachine(host)
    machines.set(host, machine)
    await host.start()
    await use(host)
    await host.stop()
    machine.remove()
    await host.remove()
  },
  machine: async ({ host }, use) => use(machines.get(host) as OtherMachine),
})

const users = new WeakMap<WebHost, OrdinaryUser>()

/** The web host of an ordinary user, who may be given root's rights. */
const asUser = base.extend<{ user: OrdinaryUser }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from this pattern
  host: async ({}, use) => {
    asUser.skip(process.getuid?.() !== 0, 'only root can become an ordinary user')
    const host = new WebHost()
    const user = new OrdinaryUser(host)
    users.set(host, user)
    await host.start()
    await use(host)
    await host.stop()
    await user.remove()
    await host.remove()
  },
  user: async ({ host }, use) => use(users.get(host) as OrdinaryUser),
})

test('two hosts side by side: a container on each, and the second one lost and back with its console', async ({
  app,
  machine,
}) => {
  const { page } = app
  await expect(hostButton(app)).toHaveText(/^this machine, as (root|me)$/)
  await app.startDemoShell()
  await app.type('WHERE=here; echo on $WHERE')
  await expect(app.screen).toContainText('on here')
  await expect(page.locator('[data-phase]')).toHaveCount(0)

  await expect(await addMachine(app, 'ann@box')).toBeHidden()
  await expect(hostButton(app)).toHaveText('ann@box')
  await expect(heading(app, 'ann@box')).toHaveAttribute('data-phase', 'ready')
  expect(machine.asked.at(-1)).toMatch(/^-T .* -- ann@box runcible-engine --stdio$/)

  const dialog = await app.fillCreate({ name: 'shell-1' }, 'New container on ann@box')
  await dialog.getByRole('button', { name: 'Create & start' }).click()
  await expect(dialog).toBeHidden()
  const [here, there] = [app.row('shell-1').first(), app.row('shell-1').last()]
  await expect(app.row('shell-1')).toHaveCount(2)
  await expect(there).toHaveAccessibleName('shell-1, running, on ann@box')
  await app.type('WHERE=there; echo on $WHERE')
  await expect(app.screen).toContainText('on there')
  await expect(app.inspector).toContainText('on ann@box')
  await eachLook(app, 'two-hosts')
  await expectAccessible(page, 'two hosts')

  await here.click()
  await expect(app.screen).toContainText('on here')
  await expect(hostButton(app)).toHaveText(/^this machine/)
  await there.click()
  await expect(app.screen).toContainText('on there')
  await expect(hostButton(app)).toHaveText('ann@box')

  await machine.goDown()
  await expect(heading(app, 'ann@box')).toContainText('lost, trying again')
  await expect(there).toHaveAccessibleName(/connection lost$/)
  await expect(hostButton(app)).toContainText('lost')
  await expect(app.inspector).toContainText('running when last seen')
  await expect(app.tab(/^Console of shell-1.*, connection lost$/)).toBeVisible()
  await expect(app.action('Pause')).toHaveAccessibleDescription(/connection/)
  await eachLook(app, 'host-lost')
  await expectAccessible(page, 'a host that was lost')
  await here.click()
  await app.type('echo still $WHERE')
  await expect(app.screen).toContainText('still here')
  await there.click()
  await expect(app.screen).toContainText('on there')

  machine.comeUp()
  await expect(heading(app, 'ann@box')).toHaveAttribute('data-phase', 'ready', { timeout: 20_000 })
  await expect(app.screen).toContainText('on there')
  await app.type('echo back $WHERE')
  await expect(app.screen).toContainText('back there')
  await app.action('Pause').click()
  await expect(there).toContainText('paused')
  await expect(here).toContainText('running')
})

test('a page that is loaded anew has both hosts again', async ({ app }) => {
  await app.startDemoShell()
  await expect(await addMachine(app, 'box')).toBeHidden()
  await expect(heading(app, 'box')).toHaveAttribute('data-phase', 'ready')
  await app.page.reload()
  await expect(heading(app, 'box')).toHaveAttribute('data-phase', 'ready')
  await expect(app.row('shell-1')).toHaveCount(1)
})

test('a machine is added, changed, disconnected and removed; what is no address never gets that far', async ({
  app,
  host,
  machine,
}) => {
  await chooseHost(app, /^Add a machine/)
  const dialog = app.dialog('Add a machine over ssh')
  const add = dialog.getByRole('button', { name: 'Add & connect' })
  await expect(add).toHaveAccessibleDescription('name a machine first')
  await dialog.getByLabel('Machine').fill('-oProxyCommand=id')
  await expect(dialog).toContainText('a host name or an address')
  await dialog.getByLabel('Machine').fill('box')
  await dialog.getByLabel('Port').fill('70000')
  await expect(add).toHaveAccessibleDescription('name a machine first')
  await dialog.getByLabel('Port').fill('2222')
  await eachLook(app, 'add-machine')
  await expectAccessible(app.page, 'the dialog of a machine')
  await add.click()
  await expect(dialog).toBeHidden()
  await expect(hostButton(app)).toHaveText('box:2222')
  expect(machine.asked.at(-1)).toContain('-p 2222 -- box ')

  await chooseHost(app, /^Hosts…/)
  const hosts = app.dialog('Hosts')
  const row = hosts.getByRole('listitem', { name: 'box:2222' })
  await expect(row).toContainText(/, as \w+/)
  await eachLook(app, 'hosts')
  await expectAccessible(app.page, 'the dialog of hosts')
  await row.getByRole('button', { name: 'Disconnect box:2222' }).click()
  await expect(row).toContainText('not connected')
  await expect(hostButton(app)).toHaveText(/^this machine/)
  await expect(app.page.locator('nav [data-phase]')).toHaveCount(0)

  await row.getByRole('button', { name: 'Change box:2222' }).click()
  const change = app.dialog('Change box:2222')
  await change.getByLabel('User').fill('bob')
  await change.getByLabel('Port').fill('')
  await change.getByRole('button', { name: 'Keep & connect' }).click()
  const changed = hosts.getByRole('listitem', { name: 'bob@box' })
  await expect(changed).toContainText(/, as \w+/)

  await test.step('in use when Runcible ends, it is in use again once it is back', async () => {
    await app.page.reload()
    await host.stop()
    await host.start()
    await expect(heading(app, 'bob@box')).toHaveAttribute('data-phase', 'ready')
    await chooseHost(app, /^Hosts…/)
    await expect(changed).toContainText(/, as \w+/)
  })
  await changed.getByRole('button', { name: 'Remove bob@box' }).click()
  await app
    .dialog(/^Remove bob@box/)
    .getByRole('button', { name: 'Remove bob@box' })
    .click()
  await expect(changed).toBeHidden()
})

test('a machine that refuses says so in words, with the command and what to do, and can be asked again', async ({
  app,
  machine,
}) => {
  await expect(await addMachine(app, 'ann@nokey')).toBeHidden()
  const card = app.page.getByRole('alert')
  await expect(card).toContainText('Could not connect to ann@nokey')
  await expect(card).toContainText('does not let this user in')
  await expect(card).toContainText('Permission denied (publickey)')
  await expect(card).toContainText('A key in the agent does that')
  await eachLook(app, 'host-refused')
  await expectAccessible(app.page, 'a host that refused')
  await card.getByRole('button', { name: 'Details' }).click()
  await expect(card).toContainText('-- ann@nokey runcible-engine --stdio')
  await expect(hostButton(app)).toHaveText(/^this machine/)
  const before = machine.asked.length
  await app.page.waitForTimeout(1_000)
  expect(machine.asked).toHaveLength(before)
  await app.page.getByRole('button', { name: 'Try again' }).click()
  await expect.poll(() => machine.asked.length).toBe(before + 1)
  await expect(card).toContainText('does not let this user in')
  await card.getByRole('button', { name: 'Dismiss' }).click()
  await expect(card).toBeHidden()
  await hostButton(app).click()
  await expect(app.page.getByRole('menuitem', { name: /ann@nokey/ })).toContainText('refused')
})

test('a machine that takes its time is shown as connecting, and need not be waited for', async ({
  app,
}) => {
  await addMachine(app, 'slow')
  const asking = app.page.getByRole('status').filter({ hasText: 'connecting…' })
  await expect(asking).toContainText('slow')
  await eachLook(app, 'host-connecting')
  await expectAccessible(app.page, 'a host that is being asked')
  await asking.getByRole('button', { name: 'Cancel' }).click()
  await expect(asking).toBeHidden()
  await expect(app.page.getByRole('alert')).toHaveCount(0)
  await hostButton(app).click()
  await expect(app.page.getByRole('menuitem', { name: /^slow/ })).toContainText('not connected')
  await eachLook(app, 'host-menu')
  await expectAccessible(app.page, 'the menu of hosts')
})

asUser(
  'root is a choice for an ordinary user: named where it would help, asked for once, refused in words',
  async ({ app, host, user }) => {
    await expect(hostButton(app)).toHaveText('this machine, as me')
    const dialog = await app.fillCreate({})
    await expect(dialog).toContainText(
      /No limits here: .*choose “this machine, as root” in the header/,
    )
    await app.picture('no-limits-as-me')
    await app.page.keyboard.press('Escape')
    await app.startDemoShell()

    await chooseHost(app, /^this machine, as root/)
    const card = app.page.getByRole('alert')
    await expect(card).toContainText('Could not connect to this machine, as root')
    await expect(card).toContainText('the question was dismissed')
    await expect(card).toContainText('Choose “as root” again to be asked again.')
    await card.getByRole('button', { name: 'Details' }).click()
    await expect(card).toContainText(
      /pkexec \/usr\/local\/lib\/runcible\/runcible-engine --serve-user/,
    )
    await expect(hostButton(app)).toHaveText('this machine, as me')
    await eachLook(app, 'root-refused')

    user.grant()
    await app.page.getByRole('button', { name: 'Try again' }).click()
    await expect(card).toBeHidden()
    await expect(heading(app, 'this machine, as root')).toHaveAttribute('data-phase', 'ready')
    await expect(hostButton(app)).toHaveText('this machine, as root')
    const create = await app.fillCreate({ name: 'roots' }, 'New container on this machine, as root')
    await expect(create.getByLabel('CPUs')).toBeEnabled()
    await create.getByRole('button', { name: 'Create & start' }).click()
    await expect(app.row('roots')).toHaveAccessibleName('roots, running, on this machine, as root')
    await app.row('shell-1').click()
    await expect(app.action('Checkpoint…')).toHaveAccessibleDescription(
      /needs root.*choose “this machine, as root”/,
    )
    await app.row('roots').click()
    await expect(app.action('Checkpoint…')).toHaveAccessibleDescription(/^runc checkpoint /)
    await eachLook(app, 'me-and-root')

    await app.page.reload()
    await expect(app.row('roots')).toBeVisible()
    expect(user.asked).toHaveLength(2)

    await asUser.step(
      'after a restart it is not asked for unasked, and a button stands there',
      async () => {
        await host.stop()
        await host.start()
        await app.page.reload()
        await expect(app.row('shell-1')).toBeVisible()
        const waiting = app.page.getByRole('listitem', { name: 'this machine, as root' })
        await expect(waiting).toContainText('not connected')
        const name = waiting.getByText('this machine, as root', { exact: true })
        expect(await name.evaluate((node) => node.scrollWidth > node.clientWidth), 'cut').toBe(
          false,
        )
        await eachLook(app, 'root-not-connected')
        await expectAccessible(app.page, 'a host that waits to be asked for')
        expect(user.asked).toHaveLength(2)
        await waiting.getByRole('button', { name: /^Connect/ }).click()
        await expect(app.row('roots')).toBeVisible()
        await expect(waiting).toBeHidden()
        expect(user.asked).toHaveLength(3)
      },
    )
  },
)
