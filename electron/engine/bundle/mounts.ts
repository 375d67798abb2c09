import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import { RuncibleError } from '../../../shared/errors.ts'
import {
  type CreateRequest,
  Destination,
  type MountRequest,
  type Warning,
} from '../../../shared/model.ts'
import type { Rootless } from './defaults.ts'
import { findDevice } from './devices.ts'
import { bindOptions, findBind, TMPFS_SOURCE, tmpfsOptions } from './mount-options.ts'
import type { DeviceRule, Spec, SpecDevice, SpecMount } from './spec.ts'

/** A volume that a container mounts, and what is done about it before it is. */
export interface VolumeUse {
  name: string
  anonymous: boolean
  destination: string
  copyUp: boolean
}

/** What mounts need to know of the volumes. */
export interface VolumePlaces {
  has(name: string): boolean
  /** the folder with its contents, whether it is there or not */
  path(name: string): string
  /** Makes those that are not there, and fills new ones from `rootfs`; null: it is not Runcible's own. */
  prepare(wanted: readonly VolumeUse[], rootfs: string | null): Promise<void>
}

/** What is around a container that mounts are asked for. */
export interface MountSurroundings {
  volumes: VolumePlaces
  /** Runcible's own folders: whoever writes there owns all containers */
  own: readonly string[]
}

/** What was found of the mounts and devices of a request, as it will stand in config.json. */
export interface FoundMounts {
  /** those around others first */
  mounts: SpecMount[]
  rootfsPropagation?: 'shared' | 'rslave' | undefined
  devices: SpecDevice[]
  rules: DeviceRule[]
  volumes: VolumeUse[]
  warnings: Warning[]
}

export const NO_MOUNTS: FoundMounts = {
  mounts: [],
  devices: [],
  rules: [],
  volumes: [],
  warnings: [],
}

/** What one mount or device adds. */
export type FoundMount = Partial<FoundMounts>

/**
 * Looks at what a request wants mounted and given, `imageVolumes` (an image's) among it. Throws `invalid-input`, `not-found` or
 * `permission-denied` with the field at fault; what is allowed and may be a mistake is among the warnings.
 */
export async function findMounts(
  request: CreateRequest,
  imageVolumes: readonly string[],
  rootless: Rootless | null,
  around: MountSurroundings | undefined,
): Promise<FoundMounts> {
  const { mounts, devices } = request
  if (mounts.length + devices.length + imageVolumes.length === 0) return NO_MOUNTS
  const taken = takeDestinations(request)
  const ofImage = volumesOfImage(request, imageVolumes, taken)
  const found = await Promise.all([
    ...mounts.map((mount, at) => findOne(mount, `mounts.${at}`, request, rootless, around)),
    ...devices.map((device, at) => findDevice(device, `devices.${at}`, rootless)),
    ...ofImage.mounts.map((mount) => findOne(mount, 'imageVolumes', request, rootless, around)),
  ])
  const propagations = found.map(({ rootfsPropagation }) => rootfsPropagation)
  return {
    mounts: found
      .flatMap(({ mounts = [] }) => mounts)
      .sort((a, b) => depth(a.destination) - depth(b.destination)),
    rootfsPropagation: propagations.find((one) => one === 'shared') ?? propagations.find(Boolean),
    devices: found.flatMap(({ devices = [] }) => devices),
    rules: found.flatMap(({ rules = [] }) => rules),
    volumes: found.flatMap(({ volumes = [] }) => volumes),
    warnings: [...found.flatMap(({ warnings = [] }) => warnings), ...ofImage.warnings],
  }
}

/**
 * The config.json with what was found. A mount takes the place of one at the same destination, and comes before those that
 * lie below it; everything else stays as it is.
 */
export function withMounts(spec: Spec, found: FoundMounts = NO_MOUNTS): Spec {
  if (found === NO_MOUNTS) return spec
  const { rootfsPropagation, devices, rules } = found
  const mounts = found.mounts.reduce(placed, spec.mounts ?? [])
  const linux = { ...spec.linux }
  if (rootfsPropagation) linux.rootfsPropagation = rootfsPropagation
  if (devices.length > 0) linux.devices = [...(linux.devices ?? []), ...devices]
  if (rules.length > 0) {
    const { resources = {} } = linux
    linux.resources = { ...resources, devices: [...(resources.devices ?? []), ...rules] }
  }
  return { ...spec, ...(found.mounts.length > 0 && { mounts }), linux }
}

function placed(mounts: SpecMount[], mount: SpecMount): SpecMount[] {
  const at = posix.normalize(mount.destination)
  const same = mounts.findIndex(({ destination }) => plainDestination(destination) === at)
  if (same !== -1) return mounts.with(same, mount)
  const below = mounts.findIndex(({ destination }) => destination.startsWith(`${at}/`))
  return below === -1 ? [...mounts, mount] : mounts.toSpliced(below, 0, mount)
}

async function findOne(
  mount: MountRequest,
  field: string,
  { namespace, id }: CreateRequest,
  rootless: Rootless | null,
  around: MountSurroundings | undefined,
): Promise<FoundMount> {
  const destination = plainDestination(mount.destination)
  if (mount.kind === 'bind') return findBind(mount, destination, field, rootless, around?.own ?? [])
  if (mount.kind === 'tmpfs') {
    const options = tmpfsOptions(mount)
    return { mounts: [{ destination, type: 'tmpfs', source: TMPFS_SOURCE, options }] }
  }
  if (!around) throw new RuncibleError('unavailable', 'there are no volumes here', { field })
  const { volumes } = around
  const name = mount.name ?? freeName(volumes, `${namespace}/${id} ${destination}`)
  const { readonly, copyUp } = mount
  const options = bindOptions({ readonly, recursive: false, propagation: 'rprivate' })
  return {
    mounts: [{ destination, type: 'bind', source: volumes.path(name), options }],
    volumes: [{ name, anonymous: mount.name === undefined, destination, copyUp }],
  }
}

/** The same for a preview as for the create after it, and free: an earlier container of this name may have left one in use. */
function freeName(volumes: VolumePlaces, seed: string): string {
  for (let attempt = 0; ; attempt++) {
    const hash = createHash('sha256').update(`${seed} ${attempt}`).digest('hex')
    const name = `anon-${hash.slice(0, 16)}`
    if (!volumes.has(name)) return name
  }
}

/** Each place in the container once. Throws `invalid-input` with the field that is in the way of another. */
function takeDestinations({ mounts, devices }: CreateRequest): Set<string> {
  const wanted = [
    ...mounts.map(({ destination }, at) => [destination, `mounts.${at}.destination`] as const),
    ...devices.map(
      ({ path, containerPath }, at) =>
        [
          containerPath ?? path,
          `devices.${at}.${containerPath ? 'containerPath' : 'path'}`,
        ] as const,
    ),
  ]
  const taken = new Set<string>()
  for (const [path, field] of wanted) {
    const destination = plainDestination(path)
    const why = taken.has(destination) ? 'something else is mounted there already' : problemOf(path)
    if (why) {
      throw new RuncibleError('invalid-input', `nothing can be mounted at ${path}: ${why}`, {
        field,
        hint: 'Choose another place in the container.',
      })
    }
    taken.add(destination)
  }
  return taken
}

/** What runc allows below /proc: files that say something else there, as lxcfs has them. */
const IN_PROC =
  /^\/proc\/(cpuinfo|diskstats|meminfo|stat|swaps|uptime|loadavg|slabinfo|net\/dev|sys\/kernel\/ns_last_pid)$/

function problemOf(path: string): string | null {
  const destination = plainDestination(path)
  const inProc = destination === '/proc' || destination.startsWith('/proc/')
  if (inProc && !IN_PROC.test(destination)) return 'the container’s own /proc is there'
  return null
}

/** An image's volumes where nothing else was asked for. What it names may be anything: what cannot be is left out and said. */
function volumesOfImage(
  { imageVolumes }: CreateRequest,
  declared: readonly string[],
  taken: ReadonlySet<string>,
): { mounts: MountRequest[]; warnings: Warning[] } {
  if (imageVolumes === 'ignore') return { mounts: [], warnings: [] }
  const usable = (path: string) => Destination.safeParse(path).success && problemOf(path) === null
  const places = new Set(declared.filter(usable).map(plainDestination))
  const mounts = [...places]
    .filter((destination) => !taken.has(destination))
    .map((destination): MountRequest => {
      const shared = { destination, readonly: false }
      return imageVolumes === 'anonymous'
        ? { kind: 'volume', copyUp: true, ...shared }
        : { kind: 'tmpfs', mode: 0o1777, noexec: false, nosuid: true, nodev: true, destination }
    })
  const warnings = declared
    .filter((path) => !usable(path))
    .map((path) => ({
      field: 'imageVolumes',
      message: `The image wants a volume at ${JSON.stringify(path)}, which cannot be; it is left out.`,
    }))
  return { mounts, warnings }
}

/** `/a//b/./c/` → `/a/b/c` */
const plainDestination = (path: string) => posix.join('/', path).replace(/(.)\/$/, '$1')

const depth = (path: string) => path.split('/').length
