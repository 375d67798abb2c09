import { expect, test } from 'vitest'
import { parseFlags } from '../../../electron/web/flags.ts'

test('without any: the user’s folders, a free port, no window', () => {
  expect(parseFlags([])).toEqual({ port: 0, open: false, help: false })
})

test('all of them', () => {
  expect(parseFlags(['--state', '/s', '--run=/r', '--port', '8080', '--open'])).toEqual({
    state: '/s',
    run: '/r',
    port: 8080,
    open: true,
    help: false,
  })
})

test.each([
  [['--port', '65536'], '65536'],
  [['--port', '-1'], 'port'],
  [['--port', '80x'], '80x'],
  [['--port='], 'port'],
  [['--stat', '/s'], '--stat'],
  [['--state'], '--state'],
  [['folder'], 'folder'],
])('%j is refused with what is wrong and how it is meant', (argv, named) => {
  expect(() => parseFlags(argv)).toThrow(
    expect.objectContaining({
      code: 'invalid-input',
      message: expect.stringContaining(named),
      details: expect.objectContaining({ hint: expect.stringContaining('usage:') }),
    }),
  )
})
