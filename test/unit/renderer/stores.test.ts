import { beforeEach, describe, expect, it } from 'vitest'
import { backoff } from '../../../renderer/connection/backoff.ts'
import type { ConsoleTarget } from '../../../renderer/model.ts'
import { applyEvent, applySnapshot, forgetHost, keepHosts } from '../../../renderer/store/apply.ts'
import { consolesIn, oneGroup } from '../../../renderer/store/arrangement.ts'
import { useCheckpoints } from '../../../renderer/store/checkpoints.ts'
import { useContainers } from '../../../renderer/store/containers.ts'
import { shownHosts } from '../../../renderer/store/hosts.ts'
import { appended, journalOf, merged } from '../../../renderer/store/journal.ts'
import { machineOf, missing } from '../../../renderer/store/machines.ts'
import { useRecordings } from '../../../renderer/store/recordings.ts'
import { useSelection } from '../../../renderer/store/selection.ts'
import { tabKey, useTabs } from '../../../renderer/store/tabs.ts'
import { useTitles } from '../../../renderer/store/titles.ts'
import type { Snapshot } from '../../../shared/model.ts'
import { fakeCheckpoint, fakeContainer } from '../../fixtures/fake-containers.ts'
import { fakeEntry, fakeHost, fakePreflight } from '../../fixtures/fake-machine.ts'

const snapshot = (differs: Partial<Snapshot>): Snapshot => ({
  host: fakeHost,
  preflight: fakePreflight(),
  namespaces: ['default'],
  containers: [],
  foreign: [],
  checkpoints: [],
  shells: [],
  journal: [],
  ...differs,
})

const ids = () => [...useContainers.getState().byKey.values()].map(({ id }) => id)

describe('what the engine published', () => {
  beforeEach(() =>
    applySnapshot('own', snapshot({ containers: [fakeContainer('a'), fakeContainer('b')] })),
  )

  it('replaces what was shown', () => {
    applySnapshot('own', snapshot({ containers: [fakeContainer('c')] }))
    expect(ids()).toEqual(['c'])
  })

  it('changes one thing and leaves the map that a component holds as it was', () => {
    const held = useContainers.getState().byKey
    applyEvent('own', 'container.changed', fakeContainer('a', { status: 'paused' }))
    expect(held.get('own/default/a')?.status).toBe('running')
    expect(useContainers.getState().byKey.get('own/default/a')?.status).toBe('paused')
  })

  it('takes the selection along when a container goes', () => {
    useSelection.getState().select('own/default/a')
    useSelection.getState().toggleMark('own/default/a')
    useSelection.getState().toggleMark('own/default/b')
    applyEvent('own', 'container.removed', { namespace: 'default', id: 'a' })
    expect(ids()).toEqual(['b'])
    expect(useSelection.getState()).toMatchObject({ selected: null, marked: ['own/default/b'] })
  })

  it('takes consoles’ recordings and titles along, whose namesakes are others', () => {
    const [a, b] = ['a', 'b'].map(
      (id): ConsoleTarget => ({ kind: 'init', host: 'own', namespace: 'default', id }),
    ) as [ConsoleTarget, ConsoleTarget]
    for (const target of [a, b]) {
      useRecordings.getState().begin(target)
      useTitles.getState().tell(target, 'vim')
    }
    applyEvent('own', 'container.removed', { namespace: 'default', id: 'a' })
    applyEvent('own', 'container.changed', fakeContainer('a'))
    expect(Object.keys(useRecordings.getState().byTab)).toEqual([tabKey(b)])
    expect([...useTitles.getState().byTab.keys()]).toEqual([tabKey(b)])
    applySnapshot('own', snapshot({ containers: [fakeContainer('a')] }))
    expect(useRecordings.getState().byTab).toEqual({})
    expect(useTitles.getState().byTab.size).toBe(0)
  })

  it('tells a namespace’s container from its namesake', () => {
    applyEvent('own', 'container.removed', { namespace: 'training', id: 'a' })
    expect(ids()).toEqual(['a', 'b'])
  })

  it('keeps the journal in order, each entry once', () => {
    const [one, two, three] = [1, 2, 3].map((seq) => fakeEntry(seq, 'start', 'a'))
    if (!one || !two || !three) throw new Error('three entries were made')
    expect(appended([one], two)).toEqual([one, two])
    expect(appended([one, three], two)).toEqual([one, two, three])
    expect(merged([one, two], [two, three])).toEqual([one, two, three])
    applyEvent('own', 'journal.appended', one)
    applyEvent('own', 'journal.appended', one)
    expect(journalOf('own').entries).toEqual([one])
  })

  it('says why a feature is missing, and nothing where nobody looked', () => {
    expect(missing(null, 'ioOwner')).toBeNull()
    expect(missing(fakePreflight(), 'checkpoint')).toBeNull()
    expect(missing(fakePreflight(), 'ioOwner')).toMatch(/conmon/)
  })
})

describe('two hosts', () => {
  const away = (id: string): ConsoleTarget => ({
    kind: 'init',
    host: 'ssh-1',
    namespace: 'default',
    id,
  })
  const keys = () => [...useContainers.getState().byKey.keys()].sort()
  const tabs = () => consolesIn(useTabs.getState().arrangement).map(tabKey)
  beforeEach(() => {
    useTabs.setState({ arrangement: oneGroup([]), active: null, preview: null })
    for (const host of ['own', 'ssh-1']) forgetHost(host)
    applySnapshot('own', snapshot({ containers: [fakeContainer('a')] }))
  })

  it('hold namesakes apart, and neither’s snapshot or event touches the other’s', () => {
    applySnapshot('ssh-1', snapshot({ containers: [fakeContainer('a'), fakeContainer('b')] }))
    expect(keys()).toEqual(['own/default/a', 'ssh-1/default/a', 'ssh-1/default/b'])
    applyEvent('ssh-1', 'container.changed', fakeContainer('a', { status: 'paused' }))
    expect(useContainers.getState().byKey.get('own/default/a')?.status).toBe('running')
    applyEvent('ssh-1', 'container.removed', { namespace: 'default', id: 'a' })
    applySnapshot('own', snapshot({}))
    expect(keys()).toEqual(['ssh-1/default/b'])
  })

  it('keep their journals, machines, checkpoints and shells to themselves', () => {
    const [checkpoint, entry] = [fakeCheckpoint(1, fakeContainer('a')), fakeEntry(1, 'start', 'a')]
    applySnapshot('ssh-1', snapshot({ checkpoints: [checkpoint], journal: [entry] }))
    applyEvent('own', 'checkpoint.removed', { checkpoint: checkpoint.id })
    expect([...useCheckpoints.getState().byId.keys()]).toEqual([`ssh-1/${checkpoint.id}`])
    expect([journalOf('own').entries, journalOf('ssh-1').entries]).toEqual([[], [entry]])
    applyEvent('ssh-1', 'namespaces.changed', ['default', 'training'])
    expect(machineOf('own').namespaces).toEqual(['default'])
  })

  it('a tab and a selection of a host that has not answered yet wait for it', () => {
    useTabs.getState().show(away('b'), { pin: true, focus: false })
    useSelection.getState().select('ssh-1/default/b')
    applySnapshot('own', snapshot({ containers: [fakeContainer('a')] }))
    expect(tabs()).toEqual(['init:ssh-1/default/b'])
    expect(useSelection.getState().selected).toBe('ssh-1/default/b')
    applySnapshot('ssh-1', snapshot({ containers: [fakeContainer('a')] }))
    expect(tabs()).toEqual([])
    expect(useSelection.getState().selected).toBeNull()
  })

  it('what was kept of a host that is not in use is let go', () => {
    useTabs.getState().show(away('b'), { pin: true, focus: false })
    keepHosts(new Set(['own']))
    expect(tabs()).toEqual([])
  })

  it('one that is forgotten takes its containers, tabs and selection along, and the other stays', () => {
    applySnapshot('ssh-1', snapshot({ containers: [fakeContainer('b')] }))
    useTabs.getState().show(away('b'), { pin: true, focus: false })
    useSelection.getState().select('ssh-1/default/b')
    forgetHost('ssh-1')
    expect(keys()).toEqual(['own/default/a'])
    expect(tabs()).toEqual([])
    expect(useSelection.getState().selected).toBeNull()
  })

  it('stand in the register’s order, our own first', () => {
    const known = new Map([
      ['own', 1],
      ['root', 1],
      ['ssh-1', 1],
    ])
    expect(
      shownHosts(
        new Map([
          ['ssh-1', 1],
          ['own', 1],
        ]),
        known,
      ),
    ).toEqual(['own', 'ssh-1'])
    expect(
      shownHosts(
        new Map([
          ['own', 1],
          ['gone', 1],
        ]),
        known,
      ),
    ).toEqual(['own', 'gone'])
  })
})

it('comes back with growing pauses, never longer than five seconds', () => {
  expect([0, 1, 2, 3, 4, 5, 60].map(backoff)).toEqual([300, 600, 1200, 2400, 4800, 5000, 5000])
})
