import { existsSync } from 'node:fs'
import { readdir, realpath } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { SourceLook } from '../../../shared/model.ts'

/** Places whose mounting gives a container more than a folder; with why, in a sentence. */
const WHOLE: ReadonlyMap<string, string> = new Map([
  ['/', 'All of this machine: whoever writes there is root on it, whatever the container forbids.'],
  ['/etc', 'How this machine is set up, its users and their passwords’ digests among it.'],
  ['/proc', 'Every process of this machine: the container can look into them and change settings.'],
  ['/sys', 'The kernel’s and the hardware’s own settings.'],
  ['/dev', 'Every device of this machine, its disks among them.'],
  ['/boot', 'What this machine starts with.'],
  ['/root', 'The home of root.'],
  ['/run', 'The sockets by which programs of this machine, other engines among them, take orders.'],
])

/** Who listens, by the path of the socket. Connecting to one needs no right to write its file. */
const SOCKETS: readonly (readonly [path: string, who: string])[] = [
  ['/run/docker.sock', 'Docker'],
  ['/run/podman/podman.sock', 'Podman'],
  ['/run/containerd/containerd.sock', 'containerd'],
  ['/run/crio/crio.sock', 'CRI-O'],
  ['/run/buildkit/buildkitd.sock', 'BuildKit'],
  ['/run/systemd/private', 'systemd'],
  ['/run/dbus/system_bus_socket', 'the system bus, systemd on it'],
]
const PODMAN_OF_USER = 'podman/podman.sock'

/** A folder with more in it is not gone through for the homes in it. */
const MAX_HOMES = 1000

/**
 * Sentences on what a container gets with a place of the host that is not obvious. `path`: absolute and free of links;
 * `own`: Runcible's folders. None is a refusal.
 */
export async function warningsOfPlace(
  path: string,
  kind: SourceLook['kind'],
  own: readonly string[],
): Promise<string[]> {
  const whole = WHOLE.get(path)
  if (path === '/') return whole ? [whole] : []
  const inside = [...WHOLE].filter(
    ([place]) => ['/proc', '/sys', '/dev'].includes(place) && isBelow(path, place),
  )
  return [
    ...(whole ? [whole] : []),
    ...inside.map(([place]) => `It is a part of this machine’s ${place}.`),
    ...(await warningsOfSockets(path, kind)),
    ...(await warningsOfOwn(path, own)),
    ...(await warningsOfKeys(path)),
  ]
}

async function warningsOfSockets(path: string, kind: SourceLook['kind']): Promise<string[]> {
  const known = [...SOCKETS, ...(await socketsOfUsers())]
  const there = known.filter(
    ([socket]) => socket === path || (isBelow(socket, path) && existsSync(socket)),
  )
  if (there.length > 0) {
    const who = there.map(([, name]) => name).join(', ')
    return [
      there.some(([socket]) => socket === path)
        ? `Through it the container can have ${who} do anything as its user; read-only does not help.`
        : `Through a socket in it the container can have ${who} do anything as its user; read-only does not help.`,
    ]
  }
  if (kind !== 'socket') return []
  return [
    'A socket: whoever listens on it takes orders from the container; read-only does not help.',
  ]
}

async function socketsOfUsers(): Promise<(readonly [string, string])[]> {
  const users = await readdir('/run/user').catch(() => [])
  return users.map((uid) => [`/run/user/${uid}/${PODMAN_OF_USER}`, `Podman of user ${uid}`])
}

async function warningsOfOwn(path: string, own: readonly string[]): Promise<string[]> {
  for (const folder of own) {
    const real = await realpath(folder).catch(() => folder)
    if (path !== real && !isBelow(real, path) && !isBelow(path, real)) continue
    return [
      'Runcible’s own files and its door: through them the container can have anything done to all containers.',
    ]
  }
  return []
}

async function warningsOfKeys(path: string): Promise<string[]> {
  const isOne = basename(path) === '.ssh' || path.includes('/.ssh/')
  const homes = path === '/home' ? await readdir(path).catch(() => []) : []
  const candidates = [path, ...homes.slice(0, MAX_HOMES).map((name) => join(path, name))]
  if (!isOne && !candidates.some((home) => existsSync(join(home, '.ssh')))) return []
  return ['Keys of ssh are in it: whoever reads them can log in elsewhere as their owner.']
}

const isBelow = (path: string, folder: string) => path.startsWith(`${folder}/`)
