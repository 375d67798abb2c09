import { expect, test } from 'vitest'
import { commitErrors, commitForm, toCommit } from '../../../renderer/outgoing/commit-fields.ts'
import { changesInWords, matchingInWords, modeInWords } from '../../../renderer/words/changes.ts'

const below = {
  config: {
    entrypoint: ['/bin/sh', '-c'],
    cmd: ['echo "a b"'],
    env: ['A=b', 'C=d e'],
    user: 'web',
    workingDir: '/srv',
    stopSignal: '',
    exposedPorts: [],
    volumes: [],
  },
}

test('what was not touched is as in the image below', () => {
  const form = commitForm('mine:1', below)
  expect(toCommit(form, below)).toEqual({ name: 'mine:1', config: {}, comment: '' })
  expect(commitErrors(form)).toEqual({})
})

test('what was changed is told, what was emptied too', () => {
  const form = {
    ...commitForm('mine:1', below),
    cmd: "cat 'a b'",
    entrypoint: '',
    env: 'A=c\n\n',
    user: '',
  }
  expect(toCommit(form, below).config).toEqual({
    cmd: ['cat', 'a b'],
    entrypoint: [],
    env: ['A=c'],
    user: '',
  })
})

test('what cannot be is said at its field', () => {
  const form = { ...commitForm('-x', below), cmd: "'open", env: 'novalue', workingDir: 'srv' }
  expect(Object.keys(commitErrors(form)).sort()).toEqual(['cmd', 'env', 'name', 'workingDir'])
})

test('changes in words', () => {
  const total = { added: 12, changed: 0, removed: 3, bytes: 2048 }
  expect(changesInWords(total)).toBe('12 added, 3 removed · 2 KiB')
  expect(changesInWords({ added: 0, changed: 0, removed: 0, bytes: 0 })).toBe('nothing')
  expect(matchingInWords(15, total)).toBe('15 changes')
  expect(matchingInWords(2, total)).toBe('2 of 15 changes')
})

test.each([
  ['file', 0o644, '-rw-r--r--'],
  ['file', 0o4755, '-rwsr-xr-x'],
  ['file', 0o6644, '-rwSr-Sr--'],
  ['folder', 0o1777, 'drwxrwxrwt'],
  ['link', 0o777, 'lrwxrwxrwx'],
] as const)('a %s of mode %i reads %s', (type, mode, words) => {
  expect(modeInWords({ type, mode })).toBe(words)
})
