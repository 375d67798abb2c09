import { expect, test } from 'vitest'
import { stage } from '../../../build/test/stage.mjs'

test('the first speaks as it goes; what the others say comes when those before them have ended, in order', () => {
  const heard: string[] = []
  const { enter } = stage((text) => heard.push(text))
  const [first, second, third] = [enter(), enter(), enter()]
  first.say('1a')
  second.say('2a')
  third.say('3a')
  third.end()
  first.say('1b')
  expect(heard).toEqual(['1a', '1b'])
  first.end()
  expect(heard).toEqual(['1a', '1b', '2a'])
  second.say('2b')
  second.end()
  expect(heard).toEqual(['1a', '1b', '2a', '2b', '3a'])
  const later = enter()
  later.say('4')
  expect(heard.at(-1)).toBe('4')
})
