import { expect, test } from 'vitest'
import { ownWords, parseStart } from '../../../electron/desktop/start-flags.ts'

test.each([
  [[], {}],
  [['--state', 's', '--run=/r'], { state: '/home/me/s', run: '/r' }],
  [['bundle'], { open: '/home/me/bundle' }],
  [['/b', '/c'], { open: '/b' }],
  [['--inspect=0', '--no-sandbox', '../b', '--run', '/r'], { run: '/r', open: '/home/b' }],
  [['file:///a%20b/c'], { open: '/a b/c' }],
  [['file://elsewhere/a'], {}],
  [['file:%'], {}],
  [['--', '-b'], { open: '/home/me/-b' }],
  [['--state='], {}],
])('%j', (words, flags) => {
  expect(parseStart(words, '/home/me')).toEqual(flags)
})

test('a package has its own name first; a checkout the script, and Electron’s switches before it', () => {
  expect(ownWords(['/opt/Runcible/runcible', 'b'], null)).toEqual(['b'])
  const script = '/src/out/main/index.cjs'
  expect(ownWords(['/e', '--inspect=0', script, '--state', '/s'], script)).toEqual([
    '--state',
    '/s',
  ])
  expect(ownWords(['/e', '.', 'b'], script)).toEqual(['b'])
})
