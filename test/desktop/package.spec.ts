import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, lstatSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { VERSION } from '../../build/packages/about.mjs'
import { debForTests, INSPECTABLE_DIR, RELEASE_DIR } from '../../build/packages/for-tests.mjs'
import { readFuses } from '../../build/packages/fuses.mjs'
import { makeToken } from '../../electron/engine/door/tokens.ts'
import { notRoots, notRootsBelow } from '../../electron/engine/root-owned.ts'
import { Desktop, expect, test } from './support/desktop.ts'
import { Polkit } from './support/polkit.ts'
import { User } from './support/user.ts'

/** pkexec's exit code, also where there is nobody who could be asked. */
const NOT_AUTHORISED = 127

const RELEASE_FUSES = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  OnlyLoadAppFromAsar: true,
}

test('the fuses read back from the binaries: the one for Playwright lets a debugger in, all else is the same', async () => {
  const release = await readFuses(join(RELEASE_DIR, 'runcible'))
  expect(release).toMatchObject(RELEASE_FUSES)
  expect(await readFuses(join(INSPECTABLE_DIR, 'runcible'))).toEqual({
    ...release,
    EnableNodeCliInspectArguments: true,
  })
  const differ = spawnSync('diff', ['--recursive', '--brief', RELEASE_DIR, INSPECTABLE_DIR], {
    encoding: 'utf8',
  })
  expect(differ.stdout.trim().split('\n')).toEqual([expect.stringMatching(/runcible differ$/)])
})

test('the release is no Node, opens no debugger, and does not run as root whatever it is told', async ({
  display,
}) => {
  const binary = join(RELEASE_DIR, 'runcible')
  const run = (args: string[], env: Record<string, string> = {}) =>
    spawnSync(binary, args, {
      encoding: 'utf8',
      timeout: 15_000,
      env: { ...process.env, DISPLAY: display.name, ...env },
    })
  const asNode = run(['-e', 'console.log("ran " + 6 * 7)'], { ELECTRON_RUN_AS_NODE: '1' })
  expect(asNode.stdout).not.toContain('ran 42')
  const asked = run(['--no-sandbox', '--inspect=0'])
  expect(asked.stderr).not.toContain('Debugger listening')
  expect(asked.stderr).toContain('Electron keeps its sandbox only for an ordinary user')
  expect(asked.status).toBe(1)
})

test('the .deb installs, runs for an ordinary user, and leaves nothing but containers', async ({
  display,
}) => {
  test.setTimeout(120_000)
  expect(existsSync('/opt/Runcible'), 'an installed Runcible is not replaced by a test').toBe(false)
  const deb = await debForTests()
  const files = execFileSync('dpkg-deb', ['--fsys-tarfile', deb], { maxBuffer: 2 ** 30 })
  const names = execFileSync('tar', ['-t'], { input: files, encoding: 'utf8' }).trim().split('\n')
  const user = User.make()
  let desktop: Desktop | undefined
  try {
    const installed = dpkg('-i', deb)
    expect(installed.status, installed.stderr).toBe(0)
    expect(notRoots('/opt/Runcible/engine')).toBeNull()
    expect(notRootsBelow('/opt/Runcible/engine')).toBeNull()
    expect(lstatSync('/opt/Runcible/chrome-sandbox').uid).toBe(0)
    expect(execFileSync('/usr/bin/runcible-engine', ['--help'], { encoding: 'utf8' })).toContain(
      'usage: runcible-engine',
    )
    expectValid('desktop-file-validate', ['/usr/share/applications/org.runcible.Runcible.desktop'])
    expectValid('appstreamcli', [
      'validate',
      '--no-net',
      '/usr/share/metainfo/org.runcible.Runcible.metainfo.xml',
    ])

    await expectEngineByPolkit(user)

    // The release lets no debugger in, so its twin is put in the place of the binary that was installed.
    execFileSync('cp', [join(INSPECTABLE_DIR, 'runcible'), '/opt/Runcible/runcible'])
    desktop = await Desktop.launch({ display, user, program: '/usr/bin/runcible' })
    const { app, page } = desktop
    await app.startDemoShell()
    await page.keyboard.type('echo $((6 * 7))\n')
    await expect(app.screen).toContainText('42')
    await app.picture('desktop-installed')
    await desktop.close()

    const removed = dpkg('-r', 'runcible')
    expect(removed.status, removed.stderr).toBe(0)
    expect(removed.stdout).toContain('/var/lib/runcible')
    const left = names
      .filter((name) => !name.endsWith('/'))
      .map((name) => name.replace(/^\./, ''))
      .filter((path) => existsSync(path))
    expect(left).toEqual([])
    expect(existsSync('/opt/Runcible')).toBe(false)
    expect(existsSync('/etc/apparmor.d/runcible')).toBe(false)
    // The container is still there, with what runs in it.
    const roots = join(desktop.folders.run, 'runc/default')
    expect(readdirSync(roots)).toEqual(['shell-1'])
  } finally {
    await desktop?.remove()
    dpkg('-P', 'runcible')
    user.remove()
  }
})

/** The real pkexec, asked for the engine that was installed: refused as it is, root's engine where polkit is told to. */
async function expectEngineByPolkit(user: User): Promise<void> {
  const polkit = await Polkit.start()
  const folders = ['/var/lib', '/run'].map((base) => join(base, user.name))
  const [state = '', run = ''] = folders
  const engine = '/opt/Runcible/engine/runcible-engine'
  const asked = (...program: string[]) =>
    spawnSync('setpriv', user.as(['pkexec', ...program]).slice(1), {
      input: `${makeToken()}\n`,
      encoding: 'utf8',
      timeout: 20_000,
    })
  const serve = ['--serve-user', String(user.uid), '--state', state, '--run', run, '--linger', '0']
  try {
    expect(asked(engine, ...serve)).toMatchObject({ status: NOT_AUTHORISED, stdout: '' })
    await polkit.allow('org.runcible.engine', user)
    const { stdout, stderr } = asked(engine, ...serve)
    expect(JSON.parse(stdout || '{}'), stderr).toMatchObject({
      runcible: VERSION,
      socket: expect.stringMatching(`^${run}-users/`),
    })
    // The rule is for that program alone.
    expect(asked('/bin/true').status).toBe(NOT_AUTHORISED)
  } finally {
    polkit.stop()
    for (const folder of [...folders, `${run}-users`])
      rmSync(folder, { recursive: true, force: true })
  }
}

const dpkg = (...args: string[]) => spawnSync('dpkg', args, { encoding: 'utf8' })

/** By a validator of the desktops'. */
function expectValid(program: string, args: string[]): void {
  const { error, status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' })
  expect(error).toBeUndefined()
  expect(status, `${program}: ${stdout}${stderr}`).toBe(0)
}
