import { expect, test } from 'vitest'
import type { defaultSpec } from '../../../../electron/engine/bundle/defaults.ts'
import { differences, mount, told } from '../../../support/told.ts'

test('nothing is said of what is as it was asked for', async () => {
  expect(await differences(told(), () => {})).toEqual([])
})

test('a filter, no_new_privs, a label and ids that are not there, or not asked for', async () => {
  const found = await differences(told(), ({ process, linux }) => {
    process.noNewPrivileges = true
    process.user = { uid: 5, gid: 0, additionalGids: [9] }
    Object.assign(process, { apparmorProfile: 'docker-default' })
    Object.assign(linux ?? {}, { seccomp: { defaultAction: 'SCMP_ACT_ERRNO' } })
  })
  expect(found).toEqual([
    'Its user is 0: config.json asks for 5.',
    'It is not in group 9, which config.json asks for.',
    'No filter of system calls is at work: config.json asks for one.',
    'It may gain privileges: config.json asks for no_new_privs.',
    'It has no label: config.json asks for docker-default.',
  ])
  const { rights } = told()
  const more = { ...rights, seccomp: 'filter', noNewPrivileges: true } as const
  expect(await differences(told({ rights: more }), () => {})).toEqual([
    'A filter of system calls is at work that config.json does not ask for.',
    'no_new_privs is set, which config.json does not ask for.',
  ])
})

test('names out of a container cannot make a sentence endless, nor the list', async () => {
  const mounts = [
    mount('/'),
    ...Array.from({ length: 500 }, (_, n) => mount(`/${n}${'x'.repeat(5000)}`)),
  ]
  const variables = Array.from({ length: 500 }, (_, n) => ({
    name: `V${n}\n${'y'.repeat(250)}`,
    value: '',
  }))
  const found = await differences(
    told({ mounts, environment: { variables, whole: true, overwritten: false } }),
    () => {},
  )
  expect(found).toHaveLength(20 + 1 + 1)
  expect(found[20]).toBe('And 480 more like these.')
  expect(Math.max(...found.map(({ length }) => length))).toBeLessThan(2000)
})

test('variables by their names alone; of an environment that is cut off, and of a child, nothing', async () => {
  const environment = {
    variables: [
      { name: 'PATH', value: '/other' },
      { name: 'HOME', value: '/' },
      { name: 'MORE', value: 'secret' },
    ],
    whole: true,
    overwritten: false,
  }
  const change = (spec: ReturnType<typeof defaultSpec>) => {
    spec.process.env = ['PATH=/bin', 'TOKEN=secret']
  }
  const found = await differences(told({ environment }), change)
  expect(found).toEqual([
    'It lacks variables that config.json sets: TOKEN.',
    'Variables have other values than config.json sets: PATH.',
    'It has variables that config.json does not set: MORE.',
  ])
  expect(
    await differences(told({ environment: { ...environment, whole: false } }), change),
  ).toEqual([])
  expect(await differences(told({ environment, isInit: false }), change)).toEqual([])
  const overwritten = { ...environment, overwritten: true }
  expect(await differences(told({ environment: overwritten }), change)).toEqual([])
})

test('namespaces: the machine’s, one of its own, another than the init’s, none that a path leads to', async () => {
  const one = (type: string, host: boolean, apart = false) => ({
    type,
    inode: 4,
    host,
    apart,
    containers: [],
    others: [],
    otherCount: 0,
  })
  const namespaces = [
    one('net', true),
    one('uts', false),
    one('mnt', false, true),
    one('ipc', false),
    one('pid', false),
    // CRIU's, after a rewind.
    one('time', false),
  ]
  const found = await differences(told({ namespaces }), ({ linux }) =>
    Object.assign(linux ?? {}, {
      namespaces: [
        { type: 'network' },
        { type: 'mount' },
        { type: 'ipc', path: '/nowhere' },
        { type: 'pid', path: '/proc/self/ns/pid' },
      ],
    }),
  )
  expect(found).toEqual([
    'It is in the machine’s network namespace: config.json asks for one of its own.',
    'Its uts namespace is not the machine’s: config.json asks for none of its own.',
    'It is in another mount namespace than the container’s first process.',
    'It is in another pid namespace than config.json names: /proc/self/ns/pid.',
  ])
})
