import { normalizeWorkspaceModel } from 'react-resizable-panels'
import { beforeEach, describe, expect, it } from 'vitest'
import type { ConsoleTarget } from '../../../renderer/model.ts'
import { areasOf, cornerGroup, neighbourOf } from '../../../renderer/store/areas.ts'
import {
  type Arrangement,
  broughtForward,
  consolesIn,
  filtered,
  groupOfTab,
  groupsIn,
  inSight,
  KeptArrangement,
  oneGroup,
  tabOf,
  zoomToggled,
} from '../../../renderer/store/arrangement.ts'
import { takingPart, useSynchronised } from '../../../renderer/store/synchronised.ts'
import { nameIn, tabKey, useTabs, withoutTabs, withTab } from '../../../renderer/store/tabs.ts'

const target = (id: string): ConsoleTarget => ({
  kind: 'init',
  host: 'own',
  namespace: 'default',
  id,
})
const [a, b, c, d] = [target('a'), target('b'), target('c'), target('d')]
const keys = (arrangement: Arrangement) =>
  groupsIn(arrangement).map(({ tabs }) => tabs.map(({ data }) => ('id' in data ? data.id : '')))
const group = (id: string, targets: ConsoleTarget[], size?: number) => ({
  type: 'tabset' as const,
  id,
  tabs: targets.map(tabOf),
  ...(targets[0] ? { selectedId: tabKey(targets[0]) } : {}),
  ...(size === undefined ? {} : { size }),
})
/** Left a; right b above c and d, of which c is in front. */
const three = (): Arrangement => ({
  version: 1,
  root: {
    type: 'split',
    id: 'columns',
    orientation: 'horizontal',
    children: [
      group('left', [a], 60),
      {
        type: 'split',
        id: 'rows',
        orientation: 'vertical',
        size: 40,
        children: [group('top', [b], 30), group('bottom', [c, d], 70)],
      },
    ],
  },
})
const none = { arrangement: oneGroup([]), active: null, preview: null }

describe('tabs', () => {
  it('a preview gives way to the next, a pinned one stays', () => {
    const one = withTab(withTab(none, a, true), b, false)
    expect(keys(one.arrangement)).toEqual([['a', 'b']])
    expect([one.active, one.preview]).toEqual([tabKey(b), tabKey(b)])
    const other = withTab(one, c, false)
    expect(keys(other.arrangement)).toEqual([['a', 'c']])
    expect([other.active, other.preview]).toEqual([tabKey(c), tabKey(c)])
  })

  it('a preview in another group stays for good when the next one is shown here', () => {
    const before = { arrangement: three(), active: tabKey(a), preview: tabKey(b) }
    const after = withTab(before, target('new'), false)
    expect(keys(after.arrangement)).toEqual([['a', 'new'], ['b'], ['c', 'd']])
    expect(after.preview).toBe(tabKey(target('new')))
  })

  it('an open one comes to the front of its group, and is pinned where that was asked', () => {
    const preview = withTab(none, a, false)
    expect(withTab(preview, a, false).preview).toBe(tabKey(a))
    expect(withTab(preview, a, true).preview).toBeNull()
    const split = withTab({ arrangement: three(), active: tabKey(a), preview: null }, d, false)
    expect(keys(split.arrangement)).toEqual([['a'], ['b'], ['c', 'd']])
    expect(groupOfTab(split.arrangement, tabKey(d))?.selectedId).toBe(tabKey(d))
    expect(split.active).toBe(tabKey(d))
  })

  it('closing the active one shows its neighbour', () => {
    const row = { arrangement: oneGroup([a, b, c]), active: tabKey(b), preview: null }
    const state = { ...row, arrangement: broughtForward(row.arrangement, tabKey(b)) }
    const without = (...gone: ConsoleTarget[]) => withoutTabs(state, (one) => !gone.includes(one))
    expect(without(b).active).toBe(tabKey(c))
    expect(without(b, c).active).toBe(tabKey(a))
    expect(without(a).active).toBe(tabKey(b))
    expect(without(a, b, c).active).toBeNull()
    expect(keys(without(a, b, c).arrangement)).toEqual([[]])
    expect(withoutTabs(state, () => true)).toBe(state)
  })

  it('a group whose last console closes goes, and one beside it is the focused one', () => {
    const state = { arrangement: three(), active: tabKey(b), preview: null }
    const after = withoutTabs(state, (one) => one !== b)
    expect(keys(after.arrangement)).toEqual([['a'], ['c', 'd']])
    expect(after.active).toBe(tabKey(a))
    const rest = withoutTabs(after, (one) => one !== a)
    expect(rest.arrangement.root.type).toBe('tabset')
    expect(rest.active).toBe(tabKey(c))
  })
})

describe('an arrangement', () => {
  it('tells what is seen, and what a zoomed group hides', () => {
    expect(inSight(three())).toEqual([a, b, c].map(tabKey))
    const zoomed = zoomToggled(three(), 'bottom')
    expect(inSight(zoomed)).toEqual([tabKey(c)])
    expect(inSight(zoomToggled(zoomed, 'bottom'))).toHaveLength(3)
    expect(inSight(broughtForward(zoomed, tabKey(b)))).toHaveLength(3)
    expect(inSight(broughtForward(zoomed, tabKey(d)))).toEqual([tabKey(d)])
    expect(zoomToggled(oneGroup([a]), 'first').maximizedTabsetId).toBeUndefined()
  })

  it('knows where groups stand, and which is on which side', () => {
    const areas = areasOf(three())
    expect(areas.get('left')).toEqual({ left: 0, top: 0, right: 0.6, bottom: 1 })
    expect(areas.get('bottom')?.top).toBeCloseTo(0.3)
    const next = (from: string, to: 'left' | 'right' | 'up' | 'down') =>
      neighbourOf(three(), from, to)?.id
    expect(next('left', 'right')).toBe('bottom')
    expect(next('bottom', 'up')).toBe('top')
    expect(next('top', 'down')).toBe('bottom')
    expect(next('top', 'left')).toBe('left')
    expect([next('left', 'left'), next('left', 'up'), next('bottom', 'down')]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    expect(cornerGroup(three())).toBe('top')
    expect(cornerGroup(zoomToggled(three(), 'left'))).toBe('left')
  })

  it('groups that say no size share what the others leave', () => {
    const { root } = three()
    if (root.type !== 'split') throw new Error('not split')
    const areas = areasOf({
      version: 1,
      root: { ...root, children: [group('x', [a], 50), group('y', [b]), group('z', [c])] },
    })
    expect(areas.get('y')?.left).toBeCloseTo(0.5)
    expect(areas.get('z')?.left).toBeCloseTo(0.75)
  })

  it('is read back as it was kept, and is what the library makes of it', () => {
    const read = KeptArrangement.parse(JSON.parse(JSON.stringify(three())))
    expect(keys(read)).toEqual([['a'], ['b'], ['c', 'd']])
    expect(areasOf(read)).toEqual(areasOf(three()))
    expect(normalizeWorkspaceModel(read)).toEqual(read)
  })

  it('heals: what is twice is once, what is mislabelled goes, what is no arrangement is none', () => {
    const twice = { version: 1, root: group('first', [a, b, a]) }
    expect(keys(KeptArrangement.parse(twice))).toEqual([['a', 'b']])
    const wrong = { version: 1, root: { ...group('first', [a]), tabs: [{ id: 'x', data: a }] } }
    expect(keys(KeptArrangement.parse(wrong))).toEqual([[]])
    for (const broken of [
      null,
      {},
      { version: 2, root: group('first', [a]) },
      { version: 1, root: { type: 'split', id: 's', orientation: 'sideways', children: [] } },
      { version: 1, root: { ...group('first', []), tabs: [{ id: 'x', data: { kind: 'none' } }] } },
    ]) {
      expect(KeptArrangement.safeParse(broken).success).toBe(false)
    }
    const sameIds = three()
    if (sameIds.root.type === 'split') sameIds.root.children.push(group('left', [target('e')]))
    expect(KeptArrangement.safeParse(sameIds).success).toBe(false)
    const huge = { version: 1, root: { ...group('first', [a]), size: 'all of it' } }
    expect(keys(KeptArrangement.parse(huge))).toEqual([['a']])
  })

  it('loses no console to any order of opening, closing and bringing forward', () => {
    let state: { arrangement: Arrangement; active: string | null; preview: string | null } = {
      arrangement: three(),
      active: tabKey(c),
      preview: null,
    }
    const open = new Set(['a', 'b', 'c', 'd'])
    for (let n = 0; n < 200; n += 1) {
      const id = String.fromCharCode(97 + ((n * 7) % 11))
      if (n % 3 === 0) {
        state = withoutTabs(state, (one) => 'id' in one && one.id !== id)
        open.delete(id)
      } else {
        state = withTab(state, target(id), true)
        open.add(id)
      }
      const ids = consolesIn(state.arrangement).flatMap((one) => ('id' in one ? [one.id] : []))
      expect(ids.sort()).toEqual([...open].sort())
      expect(normalizeWorkspaceModel(state.arrangement)).toEqual(state.arrangement)
      expect(open.size === 0 || inSight(state.arrangement).includes(state.active ?? '')).toBe(true)
    }
  })

  it('filtered by everything is one empty group', () => {
    expect(keys(filtered(three(), () => false))).toEqual([[]])
  })
})

describe('names of one’s own', () => {
  beforeEach(() => useTabs.setState({ ...none, names: [] }))
  const name = () => nameIn(useTabs.getState().names, a)

  it('outlive a closed tab, and go with the container', () => {
    const { show, rename, close, keepOnly } = useTabs.getState()
    show(a, { pin: true, focus: false })
    rename(a, '  builder ')
    expect(name()).toBe('builder')
    close(tabKey(a))
    expect(name()).toBe('builder')
    keepOnly(({ host }) => host !== 'own')
    expect(name()).toBeUndefined()
  })

  it('none gives the first one back, and none is endless', () => {
    const { rename } = useTabs.getState()
    rename(a, 'x'.repeat(500))
    expect(name()).toHaveLength(60)
    rename(a, ' ')
    expect(name()).toBeUndefined()
  })
})

describe('synchronised input', () => {
  const store = useSynchronised
  beforeEach(() => store.setState({ members: [], refusals: new Map() }))

  it('counts those that take part, and is nothing for one alone', () => {
    for (const key of ['a', 'b', 'c'])
      store.getState().tell(key, key === 'b' ? 'it has ended' : null)
    store.getState().start(['a', 'b', 'c', 'd'])
    expect(takingPart(store.getState())).toEqual(['a', 'c'])
    store.getState().start(['a'])
    expect(store.getState().members).toEqual([])
  })

  it('ends when fewer than two are left', () => {
    store.getState().start(['a', 'b', 'c'])
    store.getState().leave('b')
    expect(store.getState().members).toEqual(['a', 'c'])
    store.getState().keepOnly((key) => key === 'a')
    expect(store.getState().members).toEqual([])
  })
})
