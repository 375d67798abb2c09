import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { APP_ID, VERSION } from '../../build/packages/about.mjs'
import { appImageEntry } from '../../build/packages/appimage.mjs'
import { electronIn, makeInspectable } from '../../build/packages/dir.mjs'
import { INSPECTABLE_DIR, RELEASE_DIR } from '../../build/packages/for-tests.mjs'
import { readFuses } from '../../build/packages/fuses.mjs'
import { fileText } from '../../build/packages/install-tree.mjs'
import { expect, test } from './support/desktop.ts'

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

test('an AppImage’s entry in a menu leaves the sandbox on; by it, as by the .deb’s, windows are known', async () => {
  const folder = RELEASE_DIR
  const entry = await appImageEntry({ folder, electron: electronIn(folder), to: folder })
  expect(entry).toMatch(/^Exec=AppRun %U$/m)
  // Electron's windows are of the class that their desktop file is called.
  expect(entry).toContain(`StartupWMClass=${APP_ID}\n`)
  expect(fileText(`${APP_ID}.desktop`, VERSION)).toContain(`StartupWMClass=${APP_ID}\n`)
})

test('the program that the tests start is left alone when it would be made of the same again', async () => {
  // One that runs does not live through it: Electron ends itself (CHECK, SIGTRAP) when it starts a page and is not in its place.
  const binary = join(INSPECTABLE_DIR, 'runcible')
  const before = statSync(binary)
  await makeInspectable(RELEASE_DIR, INSPECTABLE_DIR)
  expect(statSync(binary)).toEqual(before)
})
