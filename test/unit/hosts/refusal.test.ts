import { expect, test } from 'vitest'
import { refusal } from '../../../electron/hosts/root.ts'

test.each([
  ['pkexec', 126, '', 'permission-denied', 'dismissed'],
  [
    'pkexec',
    127,
    'Error executing command as another user: Not authorized',
    'permission-denied',
    'Not authorized',
  ],
  ['pkexec', 1, 'cannot listen', 'unavailable', 'did not start'],
  ['pkexec', null, '', 'unavailable', 'did not start'],
  ['sudo', 1, 'sudo: 3 incorrect password attempts', 'permission-denied', '3 incorrect'],
  ['sudo', 1, 'cannot listen', 'unavailable', 'did not start'],
] as const)('%s that ends with %s and %j', (program, code, said, expected, words) => {
  const error = refusal([program, 'engine'], program === 'sudo', { code, said })
  expect(error).toMatchObject({ code: expected, message: expect.stringContaining(words) })
  expect(error.details).toMatchObject({
    command: [program, 'engine'],
    said,
    hint: expect.any(String),
  })
})
