import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { INSPECTABLE_DIR, RELEASE_DIR } from '../../build/packages/for-tests.mjs'
import { readFuses } from '../../build/packages/fuses.mjs'
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
