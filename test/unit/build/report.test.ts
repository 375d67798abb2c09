import { expect, it } from 'vitest'
import { failure } from '../../../build/test/report.mjs'
import { judge } from '../../../build/test/run-part.mjs'
import { summary } from '../../../build/test/summary.mjs'

const good = { passed: 3, failed: [], skipped: [] }

it('believes a runner that ended well', () => {
  expect(judge('unit', 0, good)).toEqual(good)
})

it('counts a part that died before its report as failed', () => {
  expect(judge('unit', 'SIGKILL', undefined).failed).toEqual([
    'unit: ended with SIGKILL before it could report',
  ])
})

it('counts a part that ran nothing as failed', () => {
  expect(judge('e2e', 0, { passed: 0, failed: [], skipped: [] }).failed).toEqual([
    'e2e: ran no test',
  ])
})

it('counts a bad end without a failed test as failed, and keeps what passed', () => {
  expect(judge('unit', 1, good)).toMatchObject({
    passed: 3,
    failed: [expect.stringContaining('1')],
  })
})

it('counts a skip that does not say why as failed', () => {
  const skipped = [{ name: 'a', reason: 'needs root' }, { name: 'b' }, { name: 'c', reason: '' }]
  expect(judge('unit', 0, { ...good, skipped })).toEqual({
    passed: 3,
    failed: ['b (skipped without a reason)', 'c (skipped without a reason)'],
    skipped: [{ name: 'a', reason: 'needs root' }],
  })
})

it('closes with the sum of all parts, after the reasons of the skips', () => {
  const skipped = Array.from({ length: 7 }, (_, i) => ({ name: `t${i}`, reason: 'needs root' }))
  const lines = summary(
    new Map([
      ['unit', good],
      ['integration', { passed: 1, failed: ['x'], skipped }],
    ]),
  )
  expect(lines.at(-1)).toBe('4 passed, 1 failed, 7 skipped')
  expect(lines).toContain('  integration: 7 × needs root')
  expect(lines).toContain('      and 2 more')
  expect(lines).toContain('  x')
})

it('says what the error of a failure says, without colours, and not all of it', () => {
  const error = new Error(['\u001b[31mnot 7\u001b[39m', '', ...Array(40).fill('more')].join('\n'))
  const said = failure('a test', [error, 'a text']).split('\n')
  expect(said.slice(0, 3)).toEqual(['a test', 'not 7', 'more'])
  expect(said.length).toBe(13)
  expect(failure('a test', ['a text'])).toBe('a test\na text')
  const lines = summary(new Map([['unit', { ...good, failed: ['a test\nnot 7'] }]]))
  expect(lines).toContain('  a test\n      not 7')
})
