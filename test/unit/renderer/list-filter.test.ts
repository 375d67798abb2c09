import { i18n } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { describe, expect, it, onTestFinished, test } from 'vitest'
import { answersForeign, completions, readFilter } from '../../../renderer/list/filter.ts'
import { matches } from '../../../renderer/list/rows.ts'
import { type ForeignContainer, placed } from '../../../renderer/model.ts'
import { fakeContainer, oneOfEach } from '../../fixtures/fake-containers.ts'

const naming = fakeContainer('x').naming
const web = placed(
  'own',
  fakeContainer('web-1', {
    naming: { ...naming, name: 'Front door', group: 'course one', labels: { tier: 'web', a: '1' } },
    source: { kind: 'image', image: 'alpine:3.20' },
    args: ['httpd', '-f'],
  }),
)
const job = placed(
  'far',
  fakeContainer('job-2', { state: 'paused', status: 'paused', args: ['sleep', '9'] }),
)

describe('the filter', () => {
  test.each([
    ['', true, true],
    ['web', true, false],
    ['state:run', true, false],
    ['state:paused', false, true],
    ['-state:paused', true, false],
    ['label:tier', true, false],
    ['label:tier=w', true, false],
    ['label:tier=db', false, false],
    ['label:tie', false, false],
    ['group:"course one"', true, false],
    ['group:two', false, false],
    ['image:alpine', true, false],
    ['name:front', true, false],
    ['name:httpd', false, false],
    ['command:sleep', false, true],
    ['host:far', false, true],
    ['STATE:Running Web', true, false],
    ['state:', true, true],
    ['http://nowhere', false, false],
    ['"front door"', true, false],
    ['-', true, true],
  ])('%s', (query, first, second) => {
    expect([matches(web, query), matches(job, query)]).toEqual([first, second])
  })

  it('asks what something else made for what is known of it', () => {
    const made: ForeignContainer = {
      host: 'own',
      namespace: 'podman',
      id: 'abc',
      owner: 'podman',
      name: 'theirs',
      runtime: 'runc',
      runtimeRoot: '/run/runc',
      state: 'running',
      pid: 7,
      createdAt: null,
      bundle: '/b',
      rootfs: '/r',
      args: ['sh'],
      lookOnly: null,
      execs: [],
    }
    const found = (query: string) => answersForeign(made, readFilter(query))
    expect(found('state:running name:the')).toBe(true)
    expect(found('state:paused')).toBe(false)
    expect(found('label:tier')).toBe(false)
    expect(found('podman sh')).toBe(true)
  })

  it('completes what a word could ask for, and what there is of it', () => {
    const all = [web, job]
    expect(completions('', all)).toEqual([])
    expect(completions('st', all)).toEqual(['state:'])
    expect(completions('web -la', all)).toEqual(['web -label:'])
    expect(completions('state:', all)).toEqual(['state:paused ', 'state:running '])
    expect(completions('a label:ti', all)).toEqual(['a label:tier=web '])
    expect(completions('group:', all)).toEqual(['group:"course one" '])
    expect(completions('nothing', all)).toEqual([])
  })

  it('finds states by what English rows say in every language', () => {
    onTestFinished(() => i18n.loadAndActivate({ locale: 'en', messages: {} }))
    const { id } = msg`exited ${{ code: 0 }}`
    i18n.loadAndActivate({ locale: 'de', messages: { [id]: ['beendet ', ['code']] } })
    const found = (query: string) =>
      oneOfEach()
        .map((one) => placed('own', one))
        .filter((one) => matches(one, query))
        .map(({ id }) => id)
    expect(found('state:"exited 0"')).toEqual(['job-4'])
    expect(found('state:killed')).toEqual(['job-3'])
  })
})
