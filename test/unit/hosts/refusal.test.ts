import { expect, test } from 'vitest'
import { refusal } from '../../../electron/hosts/root.ts'

const NOT_AUTHORISED = 'Error executing command as another user: Not authorized'
const REPORTED = 'This incident has been reported.'
const NO_TERMINAL =
  "Error creating textual authentication agent: Error opening current controlling terminal for the process (`/dev/tty'): No such device or address"

// As pkexec 122 and sudo 1.9.13 say it.
test.each([
  ['pkexec', 126, [], 'permission-denied', 'dismissed', ''],
  ['pkexec', 127, [NOT_AUTHORISED, REPORTED], 'permission-denied', 'refused', NOT_AUTHORISED],
  ['pkexec', 127, [NO_TERMINAL], 'permission-denied', 'no polkit agent', NO_TERMINAL],
  ['pkexec', 1, ['cannot listen'], 'unavailable', 'did not start', 'cannot listen'],
  ['pkexec', null, [], 'unavailable', 'did not start', ''],
  [
    'sudo',
    1,
    ['Sorry, try again.', 'sudo: 3 incorrect password attempts'],
    'permission-denied',
    '3 incorrect',
    'sudo: 3 incorrect password attempts',
  ],
  [
    'sudo',
    1,
    ['ann is not in the sudoers file.', 'This incident has been reported to the administrator.'],
    'permission-denied',
    'not in the sudoers file',
    'ann is not in the sudoers file.',
  ],
  ['sudo', 130, [], 'permission-denied', 'dismissed', ''],
  ['sudo', 1, ['cannot listen'], 'unavailable', 'did not start', 'cannot listen'],
] as const)('%s that ends with %s and %j', (program, code, lines, expected, words, said) => {
  const error = refusal([program, 'engine'], program === 'sudo', {
    code,
    lines,
    said: lines.at(-1) ?? '',
  })
  expect(error).toMatchObject({ code: expected, message: expect.stringContaining(words) })
  expect(error.details).toMatchObject({
    command: [program, 'engine'],
    said,
    hint: expect.any(String),
  })
})
