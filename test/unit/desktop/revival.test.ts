import { expect, test } from 'vitest'
import { Revival } from '../../../electron/desktop/revival.ts'

test('a page lives again, but not for ever in one minute', () => {
  const page = new Revival()
  expect([0, 1000, 2000].map((at) => page.mayLive('crashed', at))).toEqual([true, true, true])
  expect(page.mayLive('oom', 3000)).toBe(false)
  expect(page.mayLive('killed', 200_000)).toBe(true)
})

test('one that ended as it should is not loaded again', () => {
  expect(new Revival().mayLive('clean-exit', 0)).toBe(false)
})
