import { expect, test } from 'vitest'
import { rangeOf } from '../../../electron/engine/bundle/subids.ts'

test.each([
  ['by name', 'ann:100000:65536\n', { start: 100_000, count: 65_536 }],
  ['by id', '1000:5:6\n', { start: 5, count: 6 }],
  ['the first of several', 'bob:1:2\nann:3:4\nann:5:6\n', { start: 3, count: 4 }],
  ['another’s name that begins so', 'anna:1:2\n', null],
  ['an empty range', 'ann:1:0\n', null],
  ['no numbers', 'ann:x:y\nann:1\nann\n', null],
  ['what is no range before one that is', 'ann:x:y\nann:7:8', { start: 7, count: 8 }],
  ['nothing', '', null],
])('the ids of a user: %s', (_what, text, range) => {
  expect(rangeOf(text, 'ann', 1000)).toEqual(range)
})
