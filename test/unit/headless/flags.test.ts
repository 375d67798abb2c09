import { expect, test } from 'vitest'
import { parseFlags } from '../../../electron/headless/flags.ts'

test('one client on stdio, or one user; each stays its own time', () => {
  expect(parseFlags(['--stdio'])).toEqual({ mode: 'stdio', lingerMs: 5_000 })
  expect(
    parseFlags(['--serve-user', '1000', '--state', '/s', '--run=/r', '--linger', '0']),
  ).toEqual({ mode: 'serve-user', uid: 1000, lingerMs: 0, state: '/s', run: '/r' })
  expect(parseFlags(['--serve-user=1000'])).toMatchObject({ lingerMs: 60_000 })
  expect(parseFlags(['--help', '--stdio'])).toMatchObject({ mode: 'help' })
})

test.each([
  [[], '--stdio'],
  [['--stdio', '--serve-user', '1000'], 'either'],
  [['--serve-user'], '--serve-user'],
  [['--serve-user', '0'], '0'],
  [['--serve-user', '-1'], 'serve-user'],
  [['--serve-user', '4294967295'], '4294967295'],
  [['--serve-user', '1000 '], '1000 '],
  [['--serve-user', '1e3'], '1e3'],
  [['--serve-user', 'root'], 'root'],
  [['--stdio', '--linger', 'long'], 'long'],
  [['--stdio', 'more'], 'more'],
  [['--stdio', '--listen', '0.0.0.0'], '--listen'],
])('%j is refused with what is wrong and how it is meant', (argv, named) => {
  expect(() => parseFlags(argv)).toThrow(
    expect.objectContaining({
      code: 'invalid-input',
      message: expect.stringContaining(named),
      details: expect.objectContaining({ hint: expect.stringContaining('usage:') }),
    }),
  )
})
