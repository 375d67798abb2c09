import { expect, test } from 'vitest'
import { byWords, namedIn } from '../../../renderer/header/palette-filter.ts'
import { placed } from '../../../renderer/model.ts'
import { fakeContainer } from '../../fixtures/fake-containers.ts'

const groups = [
  {
    group: 'Chosen container',
    actions: [
      { id: 'pause', label: 'Pause web-1', description: 'runc pause web-1' },
      { id: 'resume', label: 'Resume web-1', description: 'not paused', 'aria-disabled': true },
    ],
  },
  { group: 'Window', actions: [{ id: 'images', label: 'Images…', keywords: ['oci', 'web'] }] },
]
const ids = (query: string) =>
  byWords(query, groups)
    .flatMap((one) => ('actions' in one ? one.actions : []))
    .map(({ id }) => id)

test('the palette finds by every word in any order: names first, what cannot be done last', () => {
  expect(ids('')).toEqual(['pause', 'resume', 'images'])
  expect(ids('web pause')).toEqual(['pause', 'resume'])
  expect(ids('web')).toEqual(['pause', 'resume', 'images'])
  expect(ids('oci')).toEqual(['images'])
  expect(ids('nothing')).toEqual([])
})

test('of a large fleet only what is named is offered with all its actions', () => {
  const fleet = Array.from({ length: 500 }, (_, n) => placed('own', fakeContainer(`member-${n}`)))
  expect(namedIn('pause member-499', fleet).map(({ id }) => id)).toContain('member-499')
  expect(namedIn('pause', fleet)).toHaveLength(40)
})
