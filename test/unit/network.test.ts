import { describe, expect, test } from 'vitest'
import { defaultSpec } from '../../electron/engine/bundle/defaults.ts'
import {
  hostsFor,
  resolversFor,
  withNetworkFiles,
  withOwnNetworkFiles,
} from '../../electron/engine/network/files.ts'
import { networkWith } from '../../electron/engine/network/planned.ts'
import { withNetworkAt } from '../../electron/engine/network/shared.ts'
import { ContainerLayout } from '../../electron/engine/paths.ts'
import { ContainerMetadata } from '../../electron/engine/process/metadata.ts'
import { slirpArgv } from '../../electron/engine/runtime/slirp4netns.ts'
import { Network } from '../../shared/model.ts'

const outbound = Network.parse({ kind: 'outbound' })
const shared = Network.parse({ kind: 'container', container: 'web' })

describe('a network', () => {
  test('of earlier metadata is read; its fields are bounded', () => {
    expect(ContainerMetadata.shape.network.parse('own')).toEqual({ kind: 'own' })
    expect(Network.parse('host')).toEqual({ kind: 'host' })
    expect(outbound).toEqual({ kind: 'outbound', ports: [], hostLoopback: false, dns: [] })
    const port = { hostPort: 80, containerPort: 80 }
    for (const bad of [
      'none',
      { kind: 'outbound', ports: [{ ...port, hostPort: 0 }] },
      { kind: 'outbound', ports: [{ ...port, hostAddress: '::1' }] },
      { kind: 'outbound', ports: [port, port] },
      {
        kind: 'outbound',
        ports: Array.from({ length: 101 }, (_, n) => ({ ...port, hostPort: n + 1 })),
      },
      { kind: 'outbound', dns: ['a\nb'] },
      { kind: 'container', container: '../x' },
    ]) {
      expect(Network.safeParse(bad).success, JSON.stringify(bad)).toBe(false)
    }
    const sameForUdp = [port, { ...port, protocol: 'udp' }]
    expect(Network.safeParse({ kind: 'outbound', ports: sameForUdp }).success).toBe(true)
  })

  test('is what was chosen as far as config.json can be so', () => {
    const own = defaultSpec(false)
    const joined = withNetworkAt(own, '/proc/1/ns/net')
    const host = { ...own, linux: { ...own.linux, namespaces: [{ type: 'pid' }] } }
    expect(networkWith(own, outbound)).toBe(outbound)
    expect(networkWith(joined, shared)).toBe(shared)
    expect(networkWith(host, outbound)).toEqual({ kind: 'host' })
    for (const [spec, network] of [
      [own, shared],
      [joined, outbound],
      [own, { kind: 'host' }],
      [own, null],
    ] as const) {
      expect(networkWith(spec, network)).toEqual({ kind: 'own' })
    }
  })
})

describe('its files', () => {
  test('name servers: the machine’s, but none on its loopback', () => {
    const host = 'search lan\nnameserver 127.0.0.53\nnameserver 192.0.2.1\nnameserver fd00::1\n'
    expect(resolversFor(outbound, host)).toBe(
      'nameserver 10.0.2.3\nnameserver 192.0.2.1\nsearch lan\n',
    )
    expect(resolversFor({ ...outbound, dns: ['192.0.2.9'] } as Network, host)).toBe(
      'nameserver 192.0.2.9\nsearch lan\n',
    )
    expect(resolversFor({ kind: 'host' }, host)).toBe(host)
  })

  test('names: its own, and the machine’s only where that is open', () => {
    expect(hostsFor(outbound, 'web', '192.0.2.7 secret\n')).toBe(
      '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost\n10.0.2.100\tweb\n',
    )
    const open = { ...outbound, hostLoopback: true } as Network
    expect(hostsFor(open, 'web', '')).toContain('10.0.2.2\thost.containers.internal\n')
    expect(hostsFor({ kind: 'host' }, 'web', '192.0.2.7 other')).toBe(
      '192.0.2.7 other\n127.0.1.1\tweb\n',
    )
    expect(hostsFor(shared, 'web', '10.0.2.100\tweb\n')).toBe('10.0.2.100\tweb\n')
  })

  test('are mounted where nothing else is, and become another container’s in a restore', () => {
    const spec = {
      ...defaultSpec(false),
      mounts: [{ destination: '/etc/hosts', type: 'bind', source: '/mine' }],
    }
    const made = withNetworkFiles(
      spec,
      '/s/containers/default/a',
      (path) => path !== '/etc/hostname',
    )
    const sources = (of: typeof made) => of.mounts?.map(({ source }) => source)
    expect(sources(made)).toEqual(['/mine', '/s/containers/default/a/network/resolv.conf'])
    const restored = withOwnNetworkFiles(made, new ContainerLayout('/s/containers/lab/b'))
    expect(sources(restored)).toEqual(['/mine', '/s/containers/lab/b/network/resolv.conf'])
    const foreign = {
      ...made,
      mounts: [
        { destination: '/etc/hosts', source: '/s/containers/x/../../y/network/hosts' },
        { destination: '/etc/shadow', source: '/s/containers/default/a/network/hosts' },
      ],
    }
    expect(withOwnNetworkFiles(foreign, new ContainerLayout('/s/containers/lab/b'))).toEqual(
      foreign,
    )
  })
})

test('slirp4netns is kept from the machine’s loopback, from its files and from most calls', () => {
  const options = { binary: '/n', pid: 7, socket: '/run/s', log: '/l', endsWith: '/ctl' }
  const closed = slirpArgv({ ...options, hostLoopback: false })
  expect(closed).toEqual([
    '/n',
    '--configure',
    '--mtu=65520',
    '--disable-host-loopback',
    '--enable-sandbox',
    '--enable-seccomp',
    '--api-socket',
    '/run/s',
    '--ready-fd',
    '3',
    '--exit-fd',
    '4',
    '7',
    'tap0',
  ])
  const open = slirpArgv({ ...options, endsWith: null, hostLoopback: true })
  expect(open).not.toContain('--disable-host-loopback')
  expect(open).not.toContain('--exit-fd')
})
