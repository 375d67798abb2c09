import { expect, test } from 'vitest'
import type { defaultSpec } from '../../../../electron/engine/bundle/defaults.ts'
import type { InspectedMount } from '../../../../shared/model.ts'
import { differences, mount, told } from '../../../support/told.ts'

test('mounts: missing, too open, of another type, read-only unasked, in the way of nobody', async () => {
  const mounts = [
    mount('/', { options: ['ro'] }),
    mount('/a', { type: 'ext4', options: ['rw', 'nosuid'] }),
    mount('/b', { options: ['ro'] }),
    mount('/wide'),
    mount('/wide/below'),
    mount('/dev/console'),
  ]
  const found = await differences(told({ mounts }), (spec) => {
    spec.mounts = [
      { destination: '/a/', type: 'tmpfs', options: ['ro', 'nosuid', 'nodev'] },
      { destination: '/b', type: 'tmpfs' },
      { destination: '/gone', type: 'bind', options: ['bind'] },
      { destination: '/wide', options: ['rbind'] },
    ]
  })
  expect(found).toEqual([
    'Its root filesystem is read-only, which config.json does not ask for.',
    '/a can be written to: config.json asks for ro.',
    '/a honours device files: config.json asks for nodev.',
    'At /a is ext4: config.json asks for tmpfs.',
    '/b is read-only, which config.json does not ask for.',
    'Nothing is mounted at /gone: config.json asks for a mount of its own.',
  ])
})

test('mounts that cannot be seen as the container has them are not taken for missing', async () => {
  const change = (spec: ReturnType<typeof defaultSpec>) => {
    spec.mounts = [{ destination: '/proc', type: 'proc' }]
  }
  expect(await differences(told({ mounts: [] }), change)).toEqual([])
  expect(await differences(told({ mounts: [], root: '/var/empty' }), change)).toEqual([
    'Its root folder is /var/empty: mounts are not compared.',
  ])
})

test('a v1 hierarchy is judged by what lies on the last tmpfs there, not by what that hides', async () => {
  const strict = { options: ['ro', 'nosuid'] }
  const cgroups = (...more: InspectedMount[]) =>
    differences(
      told({
        mounts: [
          mount('/'),
          mount('/cg', { id: 5 }),
          mount('/cg/unified', { id: 6, parent: 5, type: 'cgroup2' }),
          mount('/cg', { id: 7 }),
          mount('/cg/pids', { id: 8, parent: 7, type: 'cgroup', ...strict }),
          ...more,
        ],
      }),
      (spec) => {
        spec.mounts = [{ destination: '/cg', type: 'cgroup', options: ['ro', 'nosuid'] }]
      },
    )
  expect(await cgroups()).toEqual([])
  expect(await cgroups(mount('/cg/cpu', { id: 9, parent: 7, type: 'cgroup' }))).toEqual([
    '/cg can be written to: config.json asks for ro.',
    '/cg honours setuid programs: config.json asks for nosuid.',
  ])
})
