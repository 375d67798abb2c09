import { beforeEach, describe, expect, it, test } from 'vitest'
import { lookOf } from '../../../renderer/appearance/look.ts'
import { placed } from '../../../renderer/model.ts'
import { chordOf, type Pressed } from '../../../renderer/presenter/chords.ts'
import { ends } from '../../../renderer/presenter/quiet.ts'
import { togglePresenting } from '../../../renderer/presenter/toggle.ts'
import { nextZoom, useAppearance, ZOOM } from '../../../renderer/store/appearance.ts'
import { type Arrangement, oneGroup, tabOf } from '../../../renderer/store/arrangement.ts'
import { usePresenter } from '../../../renderer/store/presenter.ts'
import { tabKey, useTabs } from '../../../renderer/store/tabs.ts'
import { fakeContainer } from '../../fixtures/fake-containers.ts'

const plain = { contrast: false, still: false }

describe('the look', () => {
  const usual = { contrast: 'system', motion: 'system', zoom: 100 } as const

  it('is as the machine is set, or as it was chosen', () => {
    expect(lookOf(usual, plain, false)).toEqual({ contrast: false, still: false, zoom: 1 })
    expect(lookOf(usual, { contrast: true, still: true }, false)).toEqual({
      contrast: true,
      still: true,
      zoom: 1,
    })
    expect(lookOf({ contrast: 'more', motion: 'reduced', zoom: 80 }, plain, false)).toEqual({
      contrast: true,
      still: true,
      zoom: 0.8,
    })
  })

  it('is half as large again for others to see, in high contrast, and never larger than fits', () => {
    expect(lookOf(usual, plain, true)).toEqual({ contrast: true, still: false, zoom: 1.5 })
    expect(lookOf({ ...usual, zoom: 200 }, plain, true).zoom).toBe(2.5)
  })

  it('zooms in steps, and not beyond the first and the last', () => {
    expect(nextZoom(100, 1)).toBe(110)
    expect(nextZoom(100, -1)).toBe(90)
    expect(nextZoom(93, 1)).toBe(100)
    expect(nextZoom(ZOOM.most, 1)).toBe(ZOOM.most)
    expect(nextZoom(ZOOM.least, -1)).toBe(ZOOM.least)
    expect(nextZoom(175, 0)).toBe(100)
    useAppearance.getState().zoomBy(1)
    expect(useAppearance.getState().zoom).toBe(110)
  })
})

const pressed = (differs: Partial<Pressed>, altGraph = false): Pressed => ({
  key: 'a',
  code: 'KeyA',
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  shiftKey: false,
  getModifierState: () => altGraph,
  ...differs,
})

test.each<[string, Pressed, string[] | null]>([
  ['a letter', pressed({}), null],
  ['a capital letter', pressed({ key: 'A', shiftKey: true }), null],
  ['what AltGr types', pressed({ key: '@', ctrlKey: true, altKey: true }, true), null],
  ['a modifier alone', pressed({ key: 'Control', ctrlKey: true }), null],
  ['Enter', pressed({ key: 'Enter' }), null],
  ['a chord', pressed({ key: 'c', ctrlKey: true }), ['Ctrl', 'C']],
  ['a function key', pressed({ key: 'F6', shiftKey: true }), ['Shift', 'F6']],
  [
    'a digit with Shift',
    pressed({ key: '!', code: 'Digit1', ctrlKey: true, shiftKey: true }),
    ['Ctrl', 'Shift', '1'],
  ],
  ['an arrow', pressed({ key: 'ArrowLeft', altKey: true, shiftKey: true }), ['Alt', 'Shift', '←']],
])('of the keys pressed is shown of %s', (_what, event, caps) => {
  expect(chordOf(event)).toEqual(caps)
})

test('of the others is told who has ended just now', () => {
  const of = (...all: ReturnType<typeof fakeContainer>[]) =>
    new Map(all.map((one) => [one.id, placed('own', one)]))
  const gone = { status: 'stopped', state: 'stopped' } as const
  const before = of(fakeContainer('a'), fakeContainer('b'), fakeContainer('c', gone))
  const after = of(
    fakeContainer('a', gone),
    fakeContainer('b', gone),
    fakeContainer('c', gone),
    fakeContainer('new', gone),
  )
  expect(ends(before, after, 'a')).toEqual(['b stopped'])
})

describe('presenter mode', () => {
  const [a, b] = ['a', 'b'].map((id) => ({
    kind: 'init' as const,
    host: 'own',
    namespace: 'default',
    id,
  })) as [Parameters<typeof tabOf>[0], Parameters<typeof tabOf>[0]]
  const group = (target: typeof a, id: string) => ({
    type: 'tabset' as const,
    id,
    tabs: [tabOf(target)],
    selectedId: tabKey(target),
  })
  const split: Arrangement = {
    version: 1,
    root: {
      type: 'split',
      id: 'split',
      orientation: 'horizontal',
      children: [group(a, 'one'), group(b, 'two')],
    },
  }
  const zoomed = () => useTabs.getState().arrangement.maximizedTabsetId
  beforeEach(() => {
    usePresenter.getState().leave()
    useTabs.setState({ arrangement: split, active: tabKey(b) })
  })

  it('shows the group in front alone, and all again once it is left', () => {
    togglePresenting()
    expect([usePresenter.getState().on, zoomed()]).toEqual([true, 'two'])
    togglePresenting()
    expect([usePresenter.getState().on, zoomed()]).toEqual([false, undefined])
  })

  it('leaves a group full that was before', () => {
    useTabs.getState().toggleZoom('one')
    togglePresenting()
    togglePresenting()
    expect(zoomed()).toBe('one')
  })

  it('leaves one group as it is, and forgets what it kept quiet before', () => {
    useTabs.setState({ arrangement: oneGroup([a]) })
    togglePresenting()
    usePresenter.getState().miss('b exited 1')
    expect(usePresenter.getState().missed).toMatchObject([{ words: 'b exited 1' }])
    expect(zoomed()).toBeUndefined()
    togglePresenting()
    expect(usePresenter.getState().missed).toEqual([])
  })
})
