import { isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { OwnAddress } from '../../shared/observers/contract.ts'

/** The addresses of this machine that a browser can be told of, loopback first. Those of one link alone need its name, too. */
export function ownAddresses(): OwnAddress[] {
  const all = Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses
      .filter(({ address }) => !address.startsWith('fe80:'))
      .map(({ address, internal, family }) => ({ address, interface: name, internal, family })),
  )
  const rank = (one: (typeof all)[number]) =>
    Number(!one.internal) * 2 + Number(isIPv6(one.address))
  return all
    .sort((a, b) => rank(a) - rank(b))
    .map(({ address, interface: name }) => ({ address, interface: name }))
}

/** As it stands in a URL and in a Host header. */
export const authority = (address: string, port: number): string =>
  `${isIPv6(address) ? `[${address}]` : address}${port === 443 ? '' : `:${port}`}`
