import { lstat } from 'node:fs/promises'
import { posix } from 'node:path'
import type { InspectedMount } from '../../../../shared/model.ts'
import { resolveInside } from '../../bundle/inside.ts'
import { isBind, type Spec, type SpecMount } from '../../bundle/spec.ts'
import { type Asked, short, type Told } from './matter.ts'

/** Options that take something away, and their words for one that lacks it. */
const STRICT = [
  ['ro', 'can be written to'],
  ['nosuid', 'honours setuid programs'],
  ['nodev', 'honours device files'],
  ['noexec', 'lets programs be run'],
] as const
/** Files that runc mounts by itself: the console, and devices where it may not make them. */
const OF_RUNC = /^\/dev\/(console|ptmx|null|zero|full|random|urandom|tty)$/

/** Of a process in the init's mount namespace; of another one config.json says nothing. */
export async function mountDifferences(
  { mounts, namespaces, root: folder }: Told,
  { spec, rootfs }: Asked,
): Promise<string[]> {
  if (namespaces.some(({ type, apart }) => type === 'mnt' && apart)) return []
  // From there the kernel shows it only what lies below.
  if (folder !== null && folder !== '/') {
    return [`Its root folder is ${short(folder)}: mounts are not compared.`]
  }
  // They are hidden: each process has some.
  if (mounts.length === 0) return []
  // The last one at a place hides the others.
  const at = new Map(mounts.map((one) => [one.at, one]))
  const places = await placesOf(spec, rootfs, at)
  const found = [...root(at, spec)]
  for (const [place, mount] of places) found.push(...mountDiffers(place, mount, at, spec))
  for (const path of spec.linux?.maskedPaths ?? []) {
    const is = at.get(posix.normalize(path))
    const hidden = is && (is.root === '/null' || (is.type === 'tmpfs' && isReadonly(is)))
    if (!hidden && (await isThere(path, rootfs, at, places))) {
      found.push(`${short(path)} is open: config.json asks for it to be hidden.`)
    }
  }
  for (const path of spec.linux?.readonlyPaths ?? []) {
    const is = at.get(posix.normalize(path))
    if (!(is && isReadonly(is)) && (await isThere(path, rootfs, at, places))) {
      found.push(`${short(path)} can be written to: config.json asks for it to be read-only.`)
    }
  }
  return [...found, ...unasked(at, places, spec)]
}

type Table = ReadonlyMap<string, InspectedMount>
type Places = ReadonlyMap<string, SpecMount>

/** Where each mount of config.json is, links on the way followed where nothing is mounted at its plain path. */
async function placesOf(spec: Spec, rootfs: string, at: Table): Promise<Places> {
  const places = new Map<string, SpecMount>()
  for (const mount of spec.mounts ?? []) {
    const plain = posix.normalize(`/${mount.destination}`).replace(/(.)\/$/, '$1')
    const place = at.has(plain) ? plain : await resolved(plain, rootfs)
    places.set(at.has(place) ? place : plain, mount)
  }
  return places
}

async function resolved(path: string, rootfs: string): Promise<string> {
  const led = await resolveInside(rootfs, path).catch(() => null)
  return led?.startsWith(`${rootfs}/`) ? led.slice(rootfs.length) : path
}

function root(at: Table, { root }: Spec): string[] {
  const is = at.get('/')
  if (!is || isReadonly(is) === (root.readonly ?? false)) return []
  return root.readonly
    ? ['Its root filesystem can be written to: config.json asks for it to be read-only.']
    : ['Its root filesystem is read-only, which config.json does not ask for.']
}

function mountDiffers(place: string, mount: SpecMount, at: Table, { linux }: Spec): string[] {
  const is = at.get(place)
  const options = mount.options ?? []
  const asked = isBind(mount) ? 'a mount of its own' : (mount.type ?? 'a mount')
  if (!is) return [`Nothing is mounted at ${short(place)}: config.json asks for ${short(asked)}.`]
  const wants = (option: string) =>
    options.includes(option) || (option === 'ro' && options.includes('rro'))
  // A v1 hierarchy lies on a tmpfs that runc makes, and keeps writable; what a bound /sys brings along is hidden below that.
  const isV1 = mount.type === 'cgroup' && is.type === 'tmpfs'
  const parts = isV1 ? [...at.values()].filter(({ parent }) => parent === is.id) : [is]
  const found = STRICT.flatMap(([option, words]) =>
    wants(option) && parts.some((part) => !part.options.includes(option))
      ? [`${short(place)} ${words}: config.json asks for ${option}.`]
      : [],
  )
  if (is.options.includes('ro') && !wants('ro') && !linux?.readonlyPaths?.includes(place)) {
    found.push(`${short(place)} is read-only, which config.json does not ask for.`)
  }
  const typed = !isBind(mount) && mount.type !== undefined && !mount.type.startsWith('cgroup')
  if (typed && is.type !== mount.type) {
    found.push(`At ${short(place)} is ${short(is.type)}: config.json asks for ${short(asked)}.`)
  }
  return found
}

const isReadonly = ({ options, ofFilesystem }: InspectedMount) =>
  options.includes('ro') || ofFilesystem.includes('ro')

/** Mounts that are there and nobody asked for; what lies below one that brings others along is a part of it. */
function unasked(at: Table, places: Places, { linux }: Spec): string[] {
  const asked = new Set([
    '/',
    ...places.keys(),
    ...(linux?.maskedPaths ?? []),
    ...(linux?.readonlyPaths ?? []),
    ...(linux?.devices ?? []).map(({ path }) => path),
  ])
  const wide = [...places].filter(
    ([, mount]) => mount.options?.includes('rbind') || mount.type?.startsWith('cgroup'),
  )
  return [...at].flatMap(([place, { type }]) => {
    if (asked.has(place) || OF_RUNC.test(place)) return []
    if (wide.some(([above]) => place.startsWith(`${above}/`))) return []
    return [`At ${short(place)} ${short(type)} is mounted, which config.json does not ask for.`]
  })
}

/**
 * Is there something at a path that is to be hidden or kept? runc passes over what is not. The container's own folders are looked
 * at on this machine's side, and only where no mount lies over them.
 */
async function isThere(path: string, rootfs: string, at: Table, places: Places): Promise<boolean> {
  const kernels = ['proc', 'sys'].find((top) => path.startsWith(`/${top}/`))
  const look = async (place: string) => (await lstat(place).catch(() => null)) !== null
  if (kernels) return at.has(`/${kernels}`) && look(posix.normalize(path))
  if ([...places.keys()].some((place) => path.startsWith(`${place}/`))) return false
  const place = await resolveInside(rootfs, path).catch(() => null)
  return place !== null && look(place)
}
