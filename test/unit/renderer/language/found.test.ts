import { i18n } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { afterEach, expect, test } from 'vitest'
import { byWords } from '../../../../renderer/header/palette-filter.ts'
import { named } from '../../../../renderer/keys/command.ts'
import { found } from '../../../../renderer/language/found.ts'

const start = (name: string) => msg`Start ${name}`
const also = msg`template new`

const german = () =>
  i18n.loadAndActivate({
    locale: 'de',
    messages: { [start('').id]: [['name'], ' starten'], [also.id]: ['Vorlage neu'] },
  })

afterEach(() => i18n.loadAndActivate({ locale: 'en', messages: {} }))

test('what is shown in German is found by its German and by its English', () => {
  german()
  const ids = (query: string) =>
    byWords(query, [{ group: 'Web', actions: [{ id: 'one', ...found(start('web'), also) }] }])
  for (const query of ['web start', 'new', 'template']) expect(ids(query)).toHaveLength(1)
  for (const query of ['vorlage', 'neu web']) expect(ids(query)).toHaveLength(1)
  for (const query of ['name', 'stop']) expect(ids(query)).toHaveLength(0)
})

test('in English there are no words beside those that were given', () => {
  expect(found(start('web'), also)).toEqual({ label: 'Start web', keywords: ['template new'] })
  expect(named(also)).toEqual({ words: 'template new', english: [], keywords: [] })
})
