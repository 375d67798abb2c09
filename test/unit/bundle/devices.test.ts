import { describe, expect, test } from 'vitest'
import type { Rootless } from '../../../electron/engine/bundle/defaults.ts'
import { deviceNumbers, warningsOfDevice } from '../../../electron/engine/bundle/device-numbers.ts'
import { find } from './mounts-rig.ts'

const rootless: Rootless = { uid: 1000, gid: 1000, given: null, cgroup: null }

describe('devices', () => {
  test('a node and the rule that lets it be used', async () => {
    const { devices, rules, mounts } = await find({
      devices: [
        { path: '/dev/zero', containerPath: '/dev/nothing', permissions: 'r' },
        { path: '/dev/full' },
      ],
    })
    expect(devices).toMatchObject([
      { path: '/dev/nothing', type: 'c', major: 1, minor: 5 },
      { path: '/dev/full', type: 'c', major: 1, minor: 7 },
    ])
    expect(rules).toEqual([
      { allow: true, type: 'c', major: 1, minor: 5, access: 'r' },
      { allow: true, type: 'c', major: 1, minor: 7, access: 'rwm' },
    ])
    expect(mounts).toEqual([])
  })

  test('without root the host’s node is bound, with the reason', async () => {
    const found = await find(
      { devices: [{ path: '/dev/zero', permissions: 'r' }] },
      { as: rootless },
    )
    expect(found).toMatchObject({
      mounts: [
        { destination: '/dev/zero', source: '/dev/zero', options: ['bind', 'rprivate', 'ro'] },
      ],
      devices: [],
      rules: [],
      warnings: [{ field: 'devices.0.path', message: expect.stringContaining('Without root') }],
    })
  })

  test('numbers of every size, and what a container could do with some', () => {
    const device = (rdev: number, block = false) => ({ rdev, isBlockDevice: () => block })
    expect(deviceNumbers(device(0x103))).toEqual({ type: 'c', major: 1, minor: 3 })
    expect(deviceNumbers(device(0x1ff_0fe_ab, true))).toEqual({
      type: 'b',
      major: 0x0fe,
      minor: 0x1ff_ab,
    })
    expect(warningsOfDevice(device(0x103))).toEqual([])
    expect(warningsOfDevice(device(0x101))[0]).toContain('memory')
    expect(warningsOfDevice(device(0x800, true))[0]).toContain('disk')
    expect(warningsOfDevice(device(0xd20))[0]).toContain('typed')
  })
})
