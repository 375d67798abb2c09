import { expect, test } from 'vitest'
import { refusal } from '../../../electron/desktop/refusal.ts'

test.each([
  ['an ordinary user', { uid: 1000, noSandbox: false, testBuild: false }, undefined],
  ['root', { uid: 0, noSandbox: false, testBuild: false }, /this is root/],
  ['no sandbox', { uid: 1000, noSandbox: true, testBuild: false }, /without its sandbox/],
  ['root without one', { uid: 0, noSandbox: true, testBuild: false }, /this is root/],
  [
    'root in a build for tests that keeps it',
    { uid: 0, noSandbox: false, testBuild: true },
    /root/,
  ],
  ['a build for tests, by its switch', { uid: 0, noSandbox: true, testBuild: true }, undefined],
])('%s', (_who, circumstances, said) => {
  if (said) expect(refusal(circumstances)).toMatch(said)
  else expect(refusal(circumstances)).toBeUndefined()
})
