import { describe, expect, it } from 'vitest'
import {
  allowedFirst,
  whyNoDeletion,
  whyNoStoring,
  whyNoTrace,
  whyNot,
  whyNotExec,
} from '../../../renderer/actions/availability.ts'
import { willing } from '../../../renderer/actions/bulk.ts'
import { withOption } from '../../../renderer/actions/checkpoints.ts'
import { whyNoLook } from '../../../renderer/actions/looks.ts'
import { placed, placedWithContainer } from '../../../renderer/model.ts'
import { missing, type RootWay } from '../../../renderer/store/machines.ts'
import { INIT_ACTIONS, INIT_STATES, initCell, statusOf } from '../../../shared/lifecycle.ts'
import { checkpoint } from '../../contract/samples/models.ts'
import { fakeContainer as engineContainer, fakeExec } from '../../fixtures/fake-containers.ts'
import { fakePreflight } from '../../fixtures/fake-machine.ts'

const fakeContainer = (...args: Parameters<typeof engineContainer>) =>
  placed('own', engineContainer(...args))
const around = { ready: true, preflight: null }
const inState = (state: (typeof INIT_STATES)[number]) =>
  fakeContainer('a', { state, status: statusOf(state, false) })

describe('a button', () => {
  for (const action of INIT_ACTIONS) {
    it.each(INIT_STATES)(`${action} in %s says what the table says`, (state) => {
      const cell = initCell(action, state)
      expect(whyNot(action, inState(state), around)).toBe(cell.allowed ? null : cell.reason)
    })
  }

  it('is disabled without a connection, whatever the state', () => {
    expect(whyNot('pause', inState('running'), { ...around, ready: false })).toMatch(/connection/)
  })

  it('waits for what is under way; a kill need not', () => {
    const busy = {
      action: 'checkpoint',
      phase: 'dumping',
      since: new Date().toISOString(),
    } as const
    const container = fakeContainer('a', { busy })
    expect(whyNot('pause', container, around)).toBe('busy: dumping')
    expect(whyNot('kill', container, around)).toBeNull()
  })

  it('says what the machine lacks', () => {
    const preflight = fakePreflight()
    preflight.features.checkpoint = { ok: false, reason: 'no criu' }
    expect(whyNot('checkpoint', inState('running'), { ready: true, preflight })).toBe('no criu')
    expect(whyNot('checkpoint', inState('created'), { ready: true, preflight })).not.toBe('no criu')
    expect(whyNot('pause', inState('running'), { ready: true, preflight })).toBeNull()
  })

  it('names root as the way out, where root has what is missing', () => {
    const [preflight, root] = [fakePreflight(), fakePreflight()]
    preflight.features.checkpoint = { ok: false, reason: 'CRIU needs root' }
    const why = (way: RootWay | null) =>
      whyNot('checkpoint', inState('running'), { ready: true, preflight, root: way })
    expect(why(null)).toBe('CRIU needs root')
    expect(why({ preflight: null })).toMatch(/^CRIU needs root\. .*as root” in the header$/)
    expect(why({ preflight: root })).toMatch(/as root/)
    root.features.checkpoint = { ok: false, reason: 'no criu' }
    expect(why({ preflight: root })).toBe('CRIU needs root')
    expect(missing(preflight, 'ioOwner', { preflight: null })).not.toMatch(/as root/)
  })

  it('of an exec needs its container’s init for a start only', () => {
    const created = fakeExec('e', { state: 'created', status: 'created' })
    expect(whyNotExec('start', created, inState('running'), around)).toBeNull()
    expect(whyNotExec('start', created, inState('stopped'), around)).toBe(
      'container a init process is not running',
    )
    expect(whyNotExec('delete', created, inState('stopped'), around)).toBeNull()
    expect(whyNotExec('kill', created, inState('running'), around)).toBe(
      'process not created: failed precondition',
    )
  })

  it('takes no checkpoint of what has not got all of its memory, and deletes none that this comes out of', () => {
    const filling = { checkpoint: 'cp-1', done: 1, total: 2 }
    const one = fakeContainer('a', { filling })
    expect(whyNot('checkpoint', one, around)).toMatch(/memory is still being brought back/)
    expect(whyNot('pause', one, around)).toBeNull()
    const why = (id: string, host = 'own') => whyNoDeletion({ id, host }, [one], around)
    expect(why('cp-1')).toBe('the memory of a is still being brought back from it')
    expect([why('cp-2'), why('cp-1', 'other')]).toEqual([null, null])
  })

  it('traces only what does something, where strace is', () => {
    const why = (state: string, change: Parameters<typeof fakeContainer>[1] = {}) =>
      whyNoTrace(fakeContainer('a', change), { state }, around)
    expect(why('S')).toBeNull()
    expect(why('Z')).toBe('it has ended, and is only not waited for')
    expect(why('S', { state: 'stopped' })).toBe('cannot debug in a stopped state')
    expect(why('S', { state: 'paused', status: 'paused' })).toMatch(/its container is paused/)
    const reason = 'strace is not installed'
    const preflight = { features: { trace: { ok: false, reason } } } as never
    expect(whyNoTrace(fakeContainer('a'), { state: 'S' }, { ready: true, preflight })).toBe(reason)
  })
})

it('does nothing with a moment of which it cannot be told how it is kept, and says why', () => {
  const why = 'how the memory of “a” is kept cannot be told'
  const moment = (unreadable: string | null) =>
    placedWithContainer('own', { ...checkpoint, storing: null, stored: null, unreadable })
  expect(whyNoStoring(moment(why), 1, around)).toBe(why)
  expect(whyNoLook(moment(why), around)).toBe(why)
  expect(whyNoStoring(moment(null), 1, around)).not.toBe(why)
})

it('puts what may be pressed first and keeps the order otherwise', () => {
  const items = [
    { n: 1, why: 'no' },
    { n: 2, why: null },
    { n: 3, why: 'no' },
    { n: 4, why: null },
  ]
  expect(allowedFirst(items).map(({ n }) => n)).toEqual([2, 4, 1, 3])
})

it('does one thing to those of several that allow it', () => {
  const several = INIT_STATES.map(inState)
  const states = (action: 'pause' | 'kill' | 'delete') =>
    willing(action, several, () => around).map(({ state }) => state)
  expect(states('pause')).toEqual(['running'])
  expect(states('delete')).toEqual(['created', 'createdFromCheckpoint', 'stopped'])
  expect(states('kill')).not.toContain('stopped')
})

it('switches on the option that a remedy names, and only such', () => {
  expect(withOption({ exit: true }, 'allowOpenTcp')).toEqual({ exit: true, allowOpenTcp: true })
  expect(withOption({}, 'emptyNamespaces')).toEqual({ emptyNamespaces: ['network'] })
  expect(withOption({ exit: true }, 'imagePath')).toEqual({ exit: true })
  expect(withOption({}, '__proto__')).toEqual({})
})
