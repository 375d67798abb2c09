import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './app.ts'
import { makeRootfs } from './rootfs.ts'
import type { WebHost } from './web-host.ts'

const configOf = (host: WebHost, id: string) =>
  readFileSync(join(host.state, 'containers/default', id, 'bundle/config.json'), 'utf8')

test('from a rootfs folder, every field given: the config.json shown is the one used', async ({
  app,
}) => {
  const rootfs = makeRootfs(join(app.host.dir, 'greeter'))
  await app.readScreensAloud()
  const dialog = await app.fillCreate({
    name: 'greeter-1',
    from: 'Rootfs',
    folder: rootfs,
    command: `sh -c 'echo "$GREETING from $(hostname), uid $(id -u), in $PWD"; touch /x; sleep 1000'`,
    terminal: false,
    stdin: 'None',
  })
  await expect(dialog.getByRole('list', { name: 'Arguments' }).getByRole('listitem')).toHaveCount(3)
  await dialog.getByLabel('Memory (MiB)').fill('64')
  await dialog.getByLabel('CPUs').fill('0.5')
  await dialog.getByLabel('Processes').fill('20')
  await app.choose(dialog, 'Network', 'The host’s')
  await dialog.getByRole('switch', { name: 'Read-only rootfs' }).check()
  await dialog.getByLabel('Hostname').fill('welcome')
  await dialog.getByLabel('User').fill('1000:1000')
  await dialog.getByLabel('Working directory').fill('/tmp')
  await dialog.getByLabel('Environment').fill('GREETING=hello')
  await app.picture('create')

  await dialog.getByRole('tab', { name: 'Preview' }).click()
  const config = dialog.getByRole('region', { name: 'config.json' }).locator('pre')
  await expect(config).toContainText('GREETING=hello')
  const shown = await config.textContent()
  await expect(dialog.getByText(/^\$ .*conmon .* -c greeter-1 /)).toBeVisible()
  await app.picture('create-preview')

  await dialog.getByRole('button', { name: 'Create & start' }).click()
  await app.expectState('greeter-1', 'running')
  expect(configOf(app.host, 'greeter-1')).toBe(shown)
  expect(JSON.parse(shown ?? '')).toMatchObject({
    process: { user: { uid: 1000, gid: 1000 }, cwd: '/tmp', terminal: false },
    root: { path: rootfs, readonly: true },
    linux: { resources: { memory: { limit: 64 * 2 ** 20 }, pids: { limit: 20 } } },
  })
  await expect(app.screen).toContainText(/hello from \S+, uid 1000, in \/tmp/)
  await expect(app.screen).toContainText('touch: /x: Read-only file system')
})

test('from a bundle folder: what its config.json says holds', async ({ app }) => {
  const bundle = join(app.host.dir, 'bundle')
  makeRootfs(join(bundle, 'rootfs'))
  execFileSync('runc', ['spec', '--bundle', bundle])
  await app.readScreensAloud()
  await app.page.getByRole('button', { name: 'Open a bundle…' }).click()
  const dialog = app.dialog('New container')
  await dialog.getByLabel('Bundle folder').fill(join(app.host.dir, 'nothing'))
  await expect(dialog.getByRole('status')).toContainText(/nothing|no such|not/i)
  await dialog.getByLabel('Bundle folder').fill(bundle)
  await expect(dialog.getByRole('switch', { name: /^Terminal/ })).toBeChecked()
  await dialog.getByRole('button', { name: 'Create & start' }).click()
  await app.expectState('bundle-1', 'running')
  await app.type('touch /x; hostname')
  await expect(app.screen).toContainText('touch: /x: Read-only file system')
  await expect(app.screen).toContainText('runc')
})

test('what is not right is said at its field, and changes nothing', async ({ app }) => {
  const dialog = await app.fillCreate({ name: 'no spaces please' })
  const create = dialog.getByRole('button', { name: 'Create', exact: true })
  await create.click()
  await expect(dialog.getByLabel('Name', { exact: true })).toHaveAccessibleDescription(
    /only letters, digits and/,
  )
  await dialog.getByLabel('Name', { exact: true }).fill('right')
  await dialog.getByLabel('User').fill('no:thing:good')
  await create.click()
  await expect(dialog.getByLabel('User')).toHaveAccessibleDescription(/user or user:group/)
  await dialog.getByLabel('User').fill('')
  await app.choose(dialog, 'From', 'Rootfs')
  await dialog.getByLabel('Rootfs folder').fill('/no/such/folder')
  await create.click()
  await expect(dialog.getByLabel('Rootfs folder')).toHaveAccessibleDescription(/no\/such\/folder/)
  await app.picture('create-error')
  expect(existsSync(join(app.host.state, 'containers/default/right'))).toBe(false)
})

test('every advanced option reaches the command line; what cannot be is disabled and says why', async ({
  app,
}) => {
  const { dir } = app.host
  const runc = join(dir, 'my-runc')
  symlinkSync(execFileSync('which', ['runc'], { encoding: 'utf8' }).trim(), runc)
  const roots = join(dir, 'roots')
  const work = join(dir, 'work')
  mkdirSync(roots)
  mkdirSync(work)
  const dialog = await app.fillCreate({ name: 'special' })
  await dialog.getByRole('button', { name: 'Advanced' }).click()
  const criu = (await dialog.getByLabel('criu binary').getAttribute('placeholder')) ?? ''
  expect(criu).toMatch(/^\//)
  await dialog.getByLabel('runc binary').fill(runc)
  await dialog.getByLabel('Runtime root').fill(roots)
  await dialog.getByLabel('criu binary').fill(criu)
  await dialog.getByLabel('CRIU’s work folder').fill(work)
  await dialog.getByRole('switch', { name: /^No pivot root/ }).check()
  await dialog.getByRole('switch', { name: /^No new keyring/ }).check()
  await expect(dialog.getByLabel('Owner of the pipes (uid)')).toBeDisabled()
  await expect(dialog.getByText(/^Not here: conmon opens the pipes itself/)).toBeVisible()
  await dialog.getByLabel(/^Console’s log at most/).fill('2.5')
  await expect(dialog.getByLabel('Parent checkpoint')).toBeVisible()
  const systemd = dialog.getByRole('switch', { name: /^systemd cgroup/ })
  const hasSystemd = await systemd.isEnabled()
  if (hasSystemd) await systemd.check()
  else await expect(dialog.getByText(/Not here: .*systemd/)).toBeVisible()
  await app.picture('create-advanced')
  await dialog.getByRole('button', { name: 'Create & start' }).click()
  await app.expectState('special', 'running')

  const conmon = await app.commandsOf('create')
  expect(conmon).toContain(`-r ${runc} `)
  expect(conmon).toContain('--log-size-max 2621440')
  expect(conmon).toContain(`--runtime-arg=--root --runtime-arg=${roots}/default`)
  expect(conmon).toContain('--no-pivot')
  expect(conmon).toContain('--no-new-keyring')
  if (hasSystemd) expect(conmon).toContain('--runtime-arg=--systemd-cgroup')
  await app.expectCommand('start', `${runc} --root ${roots}/default`)

  await app.checkpoint()
  const checkpoint = await app.commandsOf('checkpoint')
  expect(checkpoint).toContain(`--work-path ${work}`)
  // A runc that still listens to --criu is given it; a newer one finds it first on its PATH.
  if (!/--criu/.test(checkpoint)) expect(runcIgnoresCriu(runc)).toBe(true)
  else expect(checkpoint).toContain(`--criu ${criu}`)
  await app.kill('SIGKILL')
  await app.expectState('special', 'killed')
})

/** From 1.2 on. */
function runcIgnoresCriu(runc: string): boolean {
  const [, major = 0, minor = 0] = /version (\d+)\.(\d+)/.exec(version(runc)) ?? []
  return Number(major) > 1 || Number(minor) >= 2
}
const version = (runc: string) => execFileSync(runc, ['--version'], { encoding: 'utf8' })

test('stdin: none reads the end at once; one-shot ends by a click', async ({ app }) => {
  await app.readScreensAloud()
  await app.create({ name: 'none', command: 'cat', terminal: false, stdin: 'None' })
  await app.expectState('none', 'exited 0')

  const dialog = await app.fillCreate({
    name: 'once',
    command: 'cat',
    terminal: false,
    stdin: 'One-shot',
  })
  await expect(dialog.getByText(/also when Runcible’s engine ends/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Create & start' }).click()
  await app.expectState('once', 'running')
  const line = app.page.getByRole('textbox', { name: 'Line to the stdin of once' })
  await line.fill('said once')
  await line.press('Enter')
  await expect(app.screen).toContainText('said once')
  await app.page.getByRole('button', { name: 'End stdin' }).click()
  await app.expectState('once', 'exited 0')
})
