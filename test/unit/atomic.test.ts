import { expect, test } from 'vitest'
import { jsonText } from '../../electron/engine/atomic.ts'

test('no limit is written as the number that runc reads, and nothing else is changed', () => {
  const value = { soft: 2 ** 64, list: [2 ** 64, 1], text: '": 18446744073709552000', n: 2 ** 53 }
  expect(jsonText(value)).toBe(
    '{\n  "soft": 18446744073709551615,\n  "list": [\n    18446744073709551615,\n    1\n  ],\n  "text": "\\": 18446744073709552000",\n  "n": 9007199254740992\n}\n',
  )
  expect(JSON.parse(jsonText(value))).toEqual(value)
})
