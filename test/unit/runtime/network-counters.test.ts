import { expect, test } from 'vitest'
import {
  countedNetwork,
  isOwnNetwork,
  networkCounters,
} from '../../../electron/engine/runtime/network-counters.ts'

const HEAD = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
`
const LO =
  '    lo:    9000      10    0    0    0     0          0         0     9000      10    0    0    0     0       0          0\n'
const TAP =
  '  tap0:1234567     100    0    0    0     0          0         0   765432      90    0    0    0     0       0          0\n'

test('the sums over all interfaces but loopback', () => {
  const counters = { received: 2469134, sent: 1530864 }
  expect(networkCounters(HEAD + LO + TAP + TAP.replace('tap0', 'eth1'))).toEqual(counters)
  expect(networkCounters(HEAD + LO)).toBe(null)
  expect(networkCounters('')).toBe(null)
})

test('the host’s network is told from one’s own', () => {
  expect(isOwnNetwork(process.pid)).toBe(false)
  expect(isOwnNetwork(2 ** 22 + 1)).toBe(null)
  expect(countedNetwork(false, null)).toBe('host')
  expect(countedNetwork(true, null)).toBe('loopback')
  expect(countedNetwork(true, { received: 0, sent: 0 })).toBe('own')
  expect(countedNetwork(null, null)).toBe('hidden')
})
