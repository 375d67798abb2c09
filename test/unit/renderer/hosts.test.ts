import { describe, expect, it } from 'vitest'
import { fromAddress, toAddress } from '../../../renderer/hosts/address-fields.ts'
import { statusInWords } from '../../../renderer/words/hosts.ts'
import { addressText, type HostEntry, SshAddress } from '../../../shared/hosts.ts'

const empty = fromAddress(null)

describe('an address', () => {
  it.each([
    [{ host: 'box' }, { host: 'box' }],
    [{ host: ' ann@box ' }, { host: 'box', user: 'ann' }],
    [
      { host: 'ann@box', user: 'bob' },
      { host: 'box', user: 'bob' },
    ],
    [
      { host: 'box', port: '22', command: '/opt/e', identityFile: '/k' },
      { host: 'box', port: 22, command: '/opt/e', identityFile: '/k' },
    ],
  ])('typed as %j is %j, and comes back so', (typed, address) => {
    expect(toAddress({ ...empty, ...typed })).toEqual(address)
    expect(toAddress(fromAddress(address))).toEqual(address)
  })

  it.each(['-box', 'a b', 'a@', '@', 'box;id', '$(id)', 'a/b'])('is none: %s', (host) => {
    expect(SshAddress.safeParse(toAddress({ ...empty, host })).success).toBe(false)
  })

  it('is written as people write it', () => {
    expect(addressText({ host: 'box' })).toBe('box')
    expect(addressText({ host: 'box', user: 'ann', port: 2222 })).toBe('ann@box:2222')
    expect(addressText({ host: 'fe80::1', port: 22 })).toBe('[fe80::1]:22')
  })
})

it('a host’s status is said in one line, with who answers or why nobody does', () => {
  const entry: HostEntry = {
    id: 'root',
    kind: 'root',
    label: 'this machine, as root',
    status: 'idle',
    error: null,
    engine: { name: 'vm', user: 'root', root: true, version: '0' },
    command: [],
    address: null,
    wanted: false,
  }
  const error = { code: 'permission-denied', message: 'dismissed' } as const
  const words = (change: Partial<HostEntry>) => statusInWords({ ...entry, ...change }, null)
  expect(words({})).toMatch(/not connected.*password/)
  expect(words({ kind: 'ssh' })).toBe('not connected')
  expect(words({ status: 'connecting' })).toMatch(/permission…$/)
  expect(words({ status: 'connected' })).toBe('vm, as root')
  expect(words({ status: 'lost', error })).toMatch(/^lost, trying again: dismissed/)
  expect(words({ status: 'refused', error })).toBe('refused: dismissed')
})
