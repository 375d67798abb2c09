import { expect, test } from 'vitest'
import { makeToken, OneTimeTokens, TOKEN } from '../../../electron/engine/door/tokens.ts'

const wrong = '0'.repeat(64)

test('a token opens once and gives the next, which opens once', () => {
  const first = makeToken()
  const tokens = new OneTimeTokens(first)
  const second = tokens.redeem(first)
  expect(second).toMatch(TOKEN)
  expect(second).not.toBe(first)
  expect(tokens.redeem(first)).toBeNull()
  expect(tokens.redeem(second ?? '')).toMatch(TOKEN)
  expect(tokens.redeem(second ?? '')).toBeNull()
})

test('four wrong ones are forgiven, and after the fifth none is right', () => {
  for (const [tries, opens] of [
    [4, true],
    [5, false],
  ] as const) {
    const first = makeToken()
    const tokens = new OneTimeTokens(first)
    for (let n = 0; n < tries; n++) expect(tokens.redeem(wrong)).toBeNull()
    expect(tokens.redeem(first) !== null).toBe(opens)
  }
})

test.each([
  '',
  'x',
  wrong.slice(1),
  `${wrong}0`,
  `${wrong}\n`,
  wrong.replace('0', 'A'),
  'ä'.repeat(64),
])('%j is none', (text) => {
  expect(() => new OneTimeTokens(text)).toThrow(RangeError)
  expect(new OneTimeTokens(wrong).redeem(text)).toBeNull()
})
