import { expect, test } from 'vitest'
import { Attempts } from '../../../electron/observers/attempts.ts'

test('an address that was wrong twenty times waits out its minute, and no other does', () => {
  let now = 0
  const attempts = new Attempts(() => now)
  for (let n = 0; n < 19; n++) attempts.failed('10.0.0.7')
  expect(attempts.areTooMany('10.0.0.7')).toBe(false)
  attempts.failed('10.0.0.7')
  expect(attempts.areTooMany('10.0.0.7')).toBe(true)
  expect(attempts.areTooMany('10.0.0.8')).toBe(false)
  now = 60_000
  expect(attempts.areTooMany('10.0.0.7')).toBe(false)
})

test('however many addresses try, no more than a thousand are remembered', () => {
  const attempts = new Attempts(() => 0)
  for (let n = 0; n < 20; n++) attempts.failed('10.0.0.7')
  for (let n = 0; n < 1000; n++) attempts.failed(`10.1.${n >> 8}.${n & 255}`)
  expect(attempts.areTooMany('10.0.0.7')).toBe(false)
})
