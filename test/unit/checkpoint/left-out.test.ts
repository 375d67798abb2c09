import { expect, test } from 'vitest'
import { leftOut } from '../../../electron/engine/checkpoint/left-out.ts'

const FOLDERS = { volumes: '/state/volumes', own: '/state/containers' }

test('volumes and what is of the host are left out; what the container has of its own is not', () => {
  const mounts = [
    { destination: '/proc', type: 'proc', source: 'proc' },
    { destination: '/tmp', type: 'tmpfs', source: 'tmpfs' },
    { destination: '/data', type: 'bind', source: '/state/volumes/data/data', options: ['rbind'] },
    { destination: '/src', source: '/home/me/src', options: ['bind', 'ro'] },
    {
      destination: '/etc/resolv.conf',
      source: '/state/containers/default/a/network/resolv.conf',
      options: ['bind'],
    },
  ]
  expect(leftOut(mounts, FOLDERS)).toEqual([
    { kind: 'volume', what: 'data', destination: '/data' },
    { kind: 'host', what: '/home/me/src', destination: '/src' },
  ])
  expect(leftOut(undefined, FOLDERS)).toEqual([])
})
