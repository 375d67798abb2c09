import { afterAll, beforeAll, expect, test } from 'vitest'
import { engineWords, speakEngine } from '../../../renderer/language/engine-words.ts'

beforeAll(() =>
  speakEngine([
    {
      '{0} cannot be paused: {1}': '{0} lässt sich nicht anhalten: {1}',
      '{0} cannot be {1}': '{1} geht nicht bei {0}',
      'it is not running': 'er läuft nicht',
      '“{0}” is gone (a+b)': '„{0}“ ist weg (a+b)',
      'set -- {0} more': null,
    },
  ]),
)
afterAll(() => speakEngine([]))

test.each([
  ['it is not running', 'er läuft nicht'],
  ['web cannot be paused: it is not running', 'web lässt sich nicht anhalten: er läuft nicht'],
  ['web cannot be paused: $& {0} said\nrunc', 'web lässt sich nicht anhalten: $& {0} said\nrunc'],
  ['web cannot be frozen', 'frozen geht nicht bei web'],
  ['“x” is gone (a+b)', '„x“ ist weg (a+b)'],
  ['it is not running\nunknown\n“y” is gone (a+b)', 'er läuft nicht\nunknown\n„y“ ist weg (a+b)'],
  ['set -- two more', 'set -- two more'],
  ['what nobody knows', 'what nobody knows'],
])('%j', (english, german) => {
  expect(engineWords(english)).toBe(german)
})

test('without a catalog the engine is heard as it speaks', () => {
  speakEngine([])
  expect(engineWords('it is not running')).toBe('it is not running')
})
