import { expect, test } from 'vitest'
import { refusal } from '../../../electron/desktop/refusal.ts'

test.each([
  ['an ordinary user', { uid: 1000, noSandbox: false }, undefined],
  ['root', { uid: 0, noSandbox: false }, /this is root/],
  ['no sandbox', { uid: 1000, noSandbox: true }, /without its sandbox/],
  ['root without one', { uid: 0, noSandbox: true }, /this is root/],
  [
    'root in a build for tests that keeps it',
    { uid: 0, noSandbox: false, testBuild: true },
    /root/,
  ],
  ['an AppImage without user namespaces', { uid: 1000, noSandbox: true, appImage: true }, /\.deb/],
  ['a build for tests, by its switch', { uid: 0, noSandbox: true, testBuild: true }, undefined],
])('%s', (_who, circumstances, said) => {
  const refused = refusal({ testBuild: false, appImage: false, ...circumstances })
  if (said) expect(refused).toMatch(said)
  else expect(refused).toBeUndefined()
})
