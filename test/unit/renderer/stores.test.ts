import { beforeEach, describe, expect, it } from 'vitest'
import { backoff } from '../../../renderer/connection/backoff.ts'
import { applyEvent, applySnapshot } from '../../../renderer/store/apply.ts'
import { useContainers } from '../../../renderer/store/containers.ts'
import { missing } from '../../../renderer/store/host.ts'
import { appended, merged, useJournal } from '../../../renderer/store/journal.ts'
import { useSelection } from '../../../renderer/store/selection.ts'
import { tabKey, withoutTabs, withTab } from '../../../renderer/store/tabs.ts'
import type { ConsoleTarget } from '../../../shared/contract.ts'
import type { Snapshot } from '../../../shared/model.ts'
import { fakeContainer } from '../../fixtures/fake-containers.ts'
import { fakeEntry, fakeHost, fakePreflight } from '../../fixtures/fake-machine.ts'

const snapshot = (differs: Partial<Snapshot>): Snapshot => ({
  host: fakeHost,
  preflight: fakePreflight(),
  namespaces: ['default'],
  containers: [],
  checkpoints: [],
  shells: [],
  journal: [],
  ...differs,
})

const ids = () => [...useContainers.getState().byKey.values()].map(({ id }) => id)

describe('what the engine published', () => {
  beforeEach(() =>
    applySnapshot(snapshot({ containers: [fakeContainer('a'), fakeContainer('b')] })),
  )

  it('replaces what was shown', () => {
    applySnapshot(snapshot({ containers: [fakeContainer('c')] }))
    expect(ids()).toEqual(['c'])
  })

  it('changes one thing and leaves the map that a component holds as it was', () => {
    const held = useContainers.getState().byKey
    applyEvent('container.changed', fakeContainer('a', { status: 'paused' }))
    expect(held.get('default/a')?.status).toBe('running')
    expect(useContainers.getState().byKey.get('default/a')?.status).toBe('paused')
  })

  it('takes the selection along when a container goes', () => {
    useSelection.getState().select('default/a')
    useSelection.getState().toggleMark('default/a')
    useSelection.getState().toggleMark('default/b')
    applyEvent('container.removed', { namespace: 'default', id: 'a' })
    expect(ids()).toEqual(['b'])
    expect(useSelection.getState()).toMatchObject({ selected: null, marked: ['default/b'] })
  })

  it('tells a namespace’s container from its namesake', () => {
    applyEvent('container.removed', { namespace: 'training', id: 'a' })
    expect(ids()).toEqual(['a', 'b'])
  })

  it('keeps the journal in order, each entry once', () => {
    const [one, two, three] = [1, 2, 3].map((seq) => fakeEntry(seq, 'start', 'a'))
    if (!one || !two || !three) throw new Error('three entries were made')
    expect(appended([one], two)).toEqual([one, two])
    expect(appended([one, three], two)).toEqual([one, two, three])
    expect(merged([one, two], [two, three])).toEqual([one, two, three])
    applyEvent('journal.appended', one)
    applyEvent('journal.appended', one)
    expect(useJournal.getState().entries).toEqual([one])
  })

  it('says why a feature is missing, and nothing where nobody looked', () => {
    expect(missing(null, 'ioOwner')).toBeNull()
    expect(missing(fakePreflight(), 'checkpoint')).toBeNull()
    expect(missing(fakePreflight(), 'ioOwner')).toMatch(/conmon/)
  })
})

describe('tabs', () => {
  const target = (id: string): ConsoleTarget => ({ kind: 'init', namespace: 'default', id })
  const [a, b, c] = [target('a'), target('b'), target('c')]
  const none = { targets: [], active: null, preview: null }

  it('a preview gives way to the next, a pinned one stays', () => {
    const one = withTab(withTab(none, a, true), b, false)
    expect(one).toEqual({ targets: [a, b], active: tabKey(b), preview: tabKey(b) })
    expect(withTab(one, c, false)).toEqual({
      targets: [a, c],
      active: tabKey(c),
      preview: tabKey(c),
    })
  })

  it('an open one comes to the front, and is pinned where that was asked', () => {
    const preview = withTab(none, a, false)
    expect(withTab(preview, a, false).preview).toBe(tabKey(a))
    expect(withTab(preview, a, true)).toEqual({ targets: [a], active: tabKey(a), preview: null })
  })

  it('closing the active one shows its neighbour', () => {
    const three = { targets: [a, b, c], active: tabKey(b), preview: null }
    const without = (...gone: ConsoleTarget[]) => withoutTabs(three, (one) => !gone.includes(one))
    expect(without(b).active).toBe(tabKey(c))
    expect(without(b, c).active).toBe(tabKey(a))
    expect(without(a).active).toBe(tabKey(b))
    expect(without(a, b, c)).toEqual({ targets: [], active: null, preview: null })
  })
})

it('comes back with growing pauses, never longer than five seconds', () => {
  expect([0, 1, 2, 3, 4, 5, 60].map(backoff)).toEqual([300, 600, 1200, 2400, 4800, 5000, 5000])
})
