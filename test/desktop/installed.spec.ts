import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { VERSION } from '../../build/packages/about.mjs'
import { debForTests, INSPECTABLE_DIR } from '../../build/packages/for-tests.mjs'
import { makeToken } from '../../electron/engine/door/tokens.ts'
import { notRoots, notRootsBelow } from '../../electron/engine/root-owned.ts'
import { chooseHost, eachLook, heading, hostButton } from '../e2e/host-menu.ts'
import { Apart } from '../support/apart.ts'
import { Agent } from './support/agent.ts'
import { Desktop, expect, test } from './support/desktop.ts'
import { User } from './support/user.ts'

/** pkexec's exit code, also where there is nobody who could be asked. */
const NOT_AUTHORISED = 127
const ACTION = 'org.runcible.engine'
const ENGINE = '/opt/Runcible/engine/runcible-engine'
const ROOT = 'this machine, as root'

/** One after the other: the package is installed in the first and removed in the last. */
test.describe.configure({ mode: 'serial' })

/** that the package holds */
let files: string[]

test.afterAll(() => {
  dpkg('-P', 'runcible')
})

test('the .deb installs what is root’s alone, and what desktops take for valid', async () => {
  test.setTimeout(120_000)
  expect(existsSync('/opt/Runcible'), 'an installed Runcible is not replaced by a test').toBe(false)
  const deb = await debForTests()
  files = filesOf(deb)
  const installed = dpkg('-i', deb)
  expect(installed.status, installed.stderr).toBe(0)
  expect(notRoots('/opt/Runcible/engine')).toBeNull()
  expect(notRootsBelow('/opt/Runcible/engine')).toBeNull()
  expect(lstatSync('/opt/Runcible/chrome-sandbox').uid).toBe(0)
  expect(execFileSync('/usr/bin/runcible-engine', ['--help'], { encoding: 'utf8' })).toContain(
    'usage: runcible-engine',
  )
  expectValid('desktop-file-validate', ['/usr/share/applications/org.runcible.Runcible.desktop'])
  expect(complaintsOfAppStream('/usr/share/metainfo/org.runcible.Runcible.metainfo.xml')).toEqual(
    [],
  )
  // The release lets no debugger in, so its twin is put in the place of the binary that was installed.
  execFileSync('cp', [join(INSPECTABLE_DIR, 'runcible'), '/opt/Runcible/runcible'])
})

test('the real pkexec: refused as it is, root’s engine where polkit is told to, and nothing else with it', async () => {
  const user = User.make()
  const apart = await Apart.open({ polkit: true })
  const asked = (...program: string[]) => {
    const [file = '', ...args] = apart.inside(user.as(['pkexec', ...program]))
    return spawnSync(file, args, { input: `${makeToken()}\n`, encoding: 'utf8', timeout: 20_000 })
  }
  const serve = ['--serve-user', String(user.uid), '--linger', '0']
  try {
    expect(asked(ENGINE, ...serve)).toMatchObject({ status: NOT_AUTHORISED, stdout: '' })
    await apart.rule(ACTION, user.name, 'YES')
    const { stdout, stderr } = asked(ENGINE, ...serve)
    expect(JSON.parse(stdout || '{}'), stderr).toMatchObject({
      runcible: VERSION,
      socket: expect.stringMatching(/^\/run\/runcible-users\//),
    })
    // The rule is for that program alone.
    expect(asked('/bin/true').status).toBe(NOT_AUTHORISED)
  } finally {
    await apart.close()
    user.remove()
  }
})

test('root, from the window: no agent, a wrong password and a question withdrawn are refused in words; the right one is asked for once', async ({
  display,
}) => {
  test.setTimeout(120_000)
  const user = User.make()
  const password = user.password()
  const apart = await Apart.open({ polkit: true })
  await apart.administrator(user.name)
  const desktop = await Desktop.launch({ display, user, apart, program: ['/usr/bin/runcible'] })
  const { app, page, pid } = desktop
  let agent: Agent | undefined
  try {
    await app.startDemoShell()
    await chooseHost(app, ROOT)
    const card = page.getByRole('alert')
    const asking = page.getByRole('status').filter({ hasText: 'asking for your permission…' })
    await expect(card).toContainText('no polkit agent is there to ask')
    await expect(card).toContainText('A polkit agent must run in the session')
    await eachLook(app, 'desktop-no-agent')

    agent = await Agent.start(apart, user, pid)
    await page.getByRole('button', { name: 'Try again' }).click()
    const question = await agent.question()
    expect(question).toContain(`AUTHENTICATING FOR ${ACTION}`)
    expect(question).toContain('Authentication is required to work on containers as root')
    expect(question).toContain(`Authenticating as: ${user.name}`)
    await expect(asking).toContainText(ROOT)
    await eachLook(app, 'desktop-asking')
    expect(await agent.answer('not this')).toContain('FAILED')
    await expect(card).toContainText('root’s rights were not given: polkit refused')
    await expect(card).toContainText('Not authorized')
    await expect(hostButton(app)).toHaveText('this machine, as me')
    await eachLook(app, 'desktop-wrong-password')

    await page.getByRole('button', { name: 'Try again' }).click()
    await agent.question()
    await asking.getByRole('button', { name: 'Cancel' }).click()
    await expect(asking).toBeHidden()
    await expect(card).toBeHidden()
    await expect.poll(() => pkexecsOf(pid)).toBe(0)
    await agent.close()
    agent = await Agent.start(apart, user, pid)

    // What the policy says of an active session; there is no logind here that would call this one.
    await apart.rule(ACTION, user.name, 'AUTH_ADMIN_KEEP')
    await chooseHost(app, ROOT)
    await agent.question()
    expect(await agent.answer(password)).toContain('COMPLETE')
    await expect(hostButton(app)).toHaveText(ROOT)
    await expect(heading(app, ROOT)).toHaveAttribute('data-phase', 'ready')
    await app.create({ name: 'roots', command: 'sh' }, 'Create & start')
    await expect(app.row('roots')).toHaveAccessibleName(`roots, running, on ${ROOT}`)
    await app.type('id -u; echo $((6 * 7))')
    await expect(app.screen).toContainText('42')
    await app.checkpoint()
    await eachLook(app, 'desktop-me-and-root')

    process.kill(apart.enginePid, 'SIGKILL')
    await expect(heading(app, ROOT)).toHaveAttribute('data-phase', 'lost')
    await expect(heading(app, ROOT)).toHaveAttribute('data-phase', 'ready')
    await expect(app.row('roots')).toHaveAccessibleName(`roots, running, on ${ROOT}`)
    expect(agent.timesAsked, 'kept for this program, which had it').toBe(1)
  } finally {
    await agent?.close()
    await desktop.remove()
    await apart.close()
    user.remove()
  }
})

test('removed, it leaves nothing but containers, and those run on', async ({ display }) => {
  const user = User.make()
  const desktop = await Desktop.launch({ display, user, program: ['/usr/bin/runcible'] })
  try {
    const { app, page } = desktop
    await app.startDemoShell()
    await page.keyboard.type('echo $((6 * 7))\n')
    await expect(app.screen).toContainText('42')
    await app.picture('desktop-installed')
    await desktop.close()

    const removed = dpkg('-r', 'runcible')
    expect(removed.status, removed.stderr).toBe(0)
    expect(removed.stdout).toContain('/var/lib/runcible')
    expect(files.filter((path) => existsSync(path))).toEqual([])
    expect(existsSync('/opt/Runcible')).toBe(false)
    expect(existsSync('/etc/apparmor.d/runcible')).toBe(false)
    // The container is still there, with what runs in it.
    expect(readdirSync(join(desktop.folders.run, 'runc/default'))).toEqual(['shell-1'])
  } finally {
    await desktop.remove()
    user.remove()
  }
})

const dpkg = (...args: string[]) => spawnSync('dpkg', args, { encoding: 'utf8' })

/** What a package holds but for folders. */
function filesOf(deb: string): string[] {
  const tar = execFileSync('dpkg-deb', ['--fsys-tarfile', deb], { maxBuffer: 2 ** 30 })
  const names = execFileSync('tar', ['-t'], { input: tar, encoding: 'utf8' }).trim().split('\n')
  return names.filter((name) => !name.endsWith('/')).map((name) => name.replace(/^\./, ''))
}

/** By a validator of the desktops'. */
function expectValid(program: string, args: string[]): void {
  const { error, status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' })
  expect(error).toBeUndefined()
  expect(status, `${program}: ${stdout}${stderr}`).toBe(0)
}

/** Its errors and warnings. */
function complaintsOfAppStream(file: string): string[] {
  const { stdout } = spawnSync('appstreamcli', ['validate', '--no-net', file], { encoding: 'utf8' })
  expect(stdout).toContain('Validation')
  const lines = stdout.split('\n').filter((line) => /^[EW]:/.test(line))
  // From 1.0 on it wants a homepage, and there is none to name.
  return lines.filter((line) => !line.endsWith('url-homepage-missing'))
}

/** How many questions of this process are still open. */
function pkexecsOf(pid: number): number {
  const { stdout } = spawnSync('pgrep', ['--count', '--parent', String(pid), 'pkexec'], {
    encoding: 'utf8',
  })
  return Number(stdout)
}
