import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Network } from '../../../shared/model.ts'
import { resolveInside } from '../bundle/inside.ts'
import { removeFolder } from '../bundle/remove.ts'
import type { Spec, SpecMount } from '../bundle/spec.ts'
import type { ContainerLayout } from '../paths.ts'
import { SLIRP } from '../runtime/slirp4netns.ts'

/** What a container's network is called by inside; each lies in its own folder and is mounted over that of its files. */
const NAMES = ['resolv.conf', 'hosts', 'hostname'] as const
type FileName = (typeof NAMES)[number]

const FOLDER = 'network'
const fileOf = (dir: string, name: FileName) => join(dir, FOLDER, name)

/**
 * A config.json with the files that name the network mounted over the root filesystem's own. Not for a network without a way
 * to anybody, nor where the bundle mounts something there itself. `mayMount`: where the file is not there yet, runc leaves an
 * empty one in the root filesystem to mount on.
 */
export function withNetworkFiles(
  spec: Spec,
  dir: string,
  mayMount: (path: string) => boolean,
): Spec {
  const { mounts = [] } = spec
  const taken = new Set(mounts.map(({ destination }) => destination))
  const ours = NAMES.map((name) => mountOf(dir, name)).filter(
    ({ destination }) => !taken.has(destination) && mayMount(destination),
  )
  return { ...spec, mounts: [...mounts, ...ours] }
}

const mountOf = (dir: string, name: FileName): SpecMount => ({
  destination: `/etc/${name}`,
  type: 'bind',
  source: fileOf(dir, name),
  options: ['bind', 'rprivate', 'nosuid', 'nodev', 'noexec'],
})

/** Is it a mount of such a file, of that container or of another whose checkpoint this config.json comes from? */
function isOurs({ destination, source }: SpecMount, layout: ContainerLayout): boolean {
  const name = NAMES.find((each) => destination === `/etc/${each}`)
  const containers = dirname(dirname(layout.dir))
  return name !== undefined && isBelow(source ?? '', containers, `${FOLDER}/${name}`)
}

/** `CONTAINERS/NAMESPACE/ID/REST` and nothing else. */
function isBelow(path: string, containers: string, rest: string): boolean {
  if (!path.startsWith(`${containers}/`) || !path.endsWith(`/${rest}`)) return false
  return path.slice(containers.length + 1, -rest.length - 1).split('/').length === 2
}

/** The config.json of a checkpoint names the files of the container that it was taken of: here its own instead. */
export const withOwnNetworkFiles = (spec: Spec, layout: ContainerLayout): Spec => ({
  ...spec,
  mounts: spec.mounts?.map((mount) =>
    isOurs(mount, layout)
      ? { ...mount, source: join(layout.dir, FOLDER, mount.destination.slice('/etc/'.length)) }
      : mount,
  ),
})

/** What a network is called by in a container that it is shared with. */
export interface NetworkNames {
  hosts: string
  resolvers: string
}

/** Writes those of the files that config.json mounts and that are not there yet: what was changed inside stays. */
export async function writeNetworkFiles(
  spec: Spec,
  layout: ContainerLayout,
  network: Network,
  owner: NetworkNames | null,
): Promise<void> {
  const mounted = (spec.mounts ?? []).filter((mount) => isOurs(mount, layout))
  if (mounted.length === 0) return
  const hostname = spec.hostname ?? 'localhost'
  const texts: Record<FileName, string> = {
    'resolv.conf': owner?.resolvers ?? resolversFor(network, await hostFile('resolv.conf')),
    hosts: hostsFor(network, hostname, owner?.hosts ?? (await hostFile('hosts'))),
    hostname: `${hostname}\n`,
  }
  const folder = join(layout.dir, FOLDER)
  await mkdir(folder, { recursive: true })
  // A container with ids of its own goes through it to mount what is in it; the folder that it lies in keeps others out.
  await chmod(folder, 0o711)
  for (const { destination } of mounted) {
    const name = destination.slice('/etc/'.length) as FileName
    await writeNew(fileOf(layout.dir, name), texts[name])
  }
}

export const removeNetworkFiles = (layout: ContainerLayout) =>
  removeFolder(join(layout.dir, FOLDER))

/** For every user inside, whatever the engine's umask says. */
async function writeNew(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx' })
    await chmod(path, 0o644)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

/** Those of a container whose network another one shares; null where it has none of its own. */
export async function networkFilesOf(dir: string): Promise<NetworkNames | null> {
  const [hosts, resolvers] = await Promise.all([
    readFile(fileOf(dir, 'hosts'), 'utf8').catch(() => null),
    readFile(fileOf(dir, 'resolv.conf'), 'utf8').catch(() => null),
  ])
  return hosts === null || resolvers === null ? null : { hosts, resolvers }
}

/**
 * A way out that a container has only since it was restored needs name servers, and nothing can be mounted over files of
 * restored processes: so they go into its own root filesystem, where that says none.
 */
export async function writeResolversInto(spec: Spec, network: Network): Promise<void> {
  const mounted = spec.mounts?.some(({ destination }) => destination === '/etc/resolv.conf')
  if (network.kind !== 'outbound' || mounted) return
  const path = await resolveInside(spec.root.path, '/etc/resolv.conf')
  if ((await readFile(path, 'utf8').catch(() => '')) !== '') return
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, resolversFor(network, await hostFile('resolv.conf')))
}

const hostFile = (name: string) => readFile(`/etc/${name}`, 'utf8').catch(() => '')

/** resolv.conf takes no more. */
const MAX_SERVERS = 3
const LOOPBACK = /^(127\.|::1$)/

/**
 * resolv.conf of a network. One that is the machine's own has the machine's. Behind a way out a name server on the machine's
 * loopback cannot be reached, so the tool's address stands first, which leads to whatever the machine asks.
 */
export function resolversFor(network: Network, ofHost: string): string {
  if (network.kind !== 'outbound') return ofHost
  const lines = ofHost.split('\n').map((line) => line.trim())
  const servers = lines.flatMap((line) => /^nameserver\s+(\S+)/.exec(line)?.[1] ?? [])
  const reachable = servers.filter((server) => !LOOPBACK.test(server) && !server.includes(':'))
  const chosen = network.dns.length > 0 ? network.dns : [SLIRP.dns, ...reachable]
  const others = lines.filter((line) => /^(search|domain|options)\s/.test(line))
  return [
    ...chosen.slice(0, MAX_SERVERS).map((server) => `nameserver ${server}`),
    ...others,
    '',
  ].join('\n')
}

/** hosts of a network: the machine's own lines on the machine's network, the owner's where it is shared, else its own names. */
export function hostsFor(network: Network, hostname: string, others: string): string {
  const line = (address: string, ...names: string[]) => `${address}\t${names.join(' ')}\n`
  const own = line('127.0.0.1', 'localhost') + line('::1', 'localhost', 'ip6-localhost')
  if (network.kind === 'outbound') {
    const machine = network.hostLoopback ? line(SLIRP.gateway, 'host.containers.internal') : ''
    return own + line(SLIRP.address, hostname) + machine
  }
  const names = others.split('\n').some((entry) => entry.split(/\s+/).includes(hostname))
  const base = others === '' ? own : others.replace(/\n*$/, '\n')
  return names ? base : base + line('127.0.1.1', hostname)
}
