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
      packing: 'packt',
      'the dump failed: {0}': 'der Dump schlug fehl: {0}',
      '{0} is held by a process outside': '{0} hält ein Prozess außerhalb',
      'a lock is held by a process outside': 'eine Sperre hält ein Prozess außerhalb',
      'left behind: {0}': 'zurück bleibt: {0}',
      'the volume {0} at {1}': 'das Volume {0} auf {1}',
      '{0} of the host': '{0} des Rechners',
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
  ['packing', 'packt'],
  ['“packing” is gone (a+b)', '„packing“ ist weg (a+b)'],
  [
    'the dump failed: a lock is held by a process outside',
    'der Dump schlug fehl: eine Sperre hält ein Prozess außerhalb',
  ],
  [
    'left behind: the volume a at /a, /b of the host',
    'zurück bleibt: das Volume a auf /a, /b des Rechners',
  ],
  ['what nobody knows', 'what nobody knows'],
])('%j', (english, german) => {
  expect(engineWords(english)).toBe(german)
})

test('a hostile text takes no time', () => {
  speakEngine([{ '{0} a {1} b {2} c {3} d {4} e': '{4} {3} {2} {1} {0}' }])
  const begun = performance.now()
  const text = 'x a x b x c x d '.repeat(240)
  expect(engineWords(text)).toBe(text)
  expect(performance.now() - begun).toBeLessThan(200)
})

test('without a catalog the engine is heard as it speaks', () => {
  speakEngine([])
  expect(engineWords('it is not running')).toBe('it is not running')
})
