import { t } from '@lingui/core/macro'
/** A mount or a device as the inspector shows it. */
export interface Mounted {
  destination: string
  kind: string
  /** where it comes from; empty where it comes from nowhere */
  from: string
  options: string
  /** the same in every container */
  usual: boolean
}

interface SpecLike {
  mounts?: { destination: string; type?: string; source?: string; options?: string[] }[]
  linux?: {
    devices?: { path: string; type: string; major?: number; minor?: number }[] | null
    resources?: {
      devices?: { type?: string; major?: number; minor?: number; access?: string }[] | null
    }
  }
}

const USUAL = ['proc', 'sysfs', 'devpts', 'mqueue', 'cgroup', 'cgroup2']
const USUAL_TMPFS = ['/dev', '/dev/shm']

/**
 * What a config.json has mounted and given, what was asked for first.
 * @param stateDir of the host: a volume is a folder in it
 */
export function mountedIn(config: string, stateDir: string): Mounted[] {
  const { mounts = [], linux } = JSON.parse(config) as SpecLike
  const all = [
    ...mounts.map((mount) => describe(mount, stateDir)),
    ...(linux?.devices ?? []).map((device): Mounted => {
      const { path, type, major, minor } = device
      const rule = linux?.resources?.devices?.findLast(
        (one) => one.type === type && one.major === major && one.minor === minor,
      )
      const options = rule?.access ?? ''
      const from = `${type} ${major}:${minor}`
      return { destination: path, kind: t`device`, from, options, usual: false }
    }),
  ]
  return [...all.filter(({ usual }) => !usual), ...all.filter(({ usual }) => usual)]
}

function describe(
  { destination, type = '', source = '', options = [] }: NonNullable<SpecLike['mounts']>[number],
  stateDir: string,
): Mounted {
  const isBind = options.includes('bind') || options.includes('rbind')
  const volume = isBind ? volumeAt(source, stateDir) : null
  const kind = volume ? t`volume` : isBind ? t`host path` : type
  const usual =
    USUAL.includes(type) ||
    (type === 'tmpfs' && USUAL_TMPFS.includes(destination)) ||
    // an ordinary user's image
    destination === '/' ||
    (destination === '/sys' && source === '/sys')
  return {
    destination,
    kind,
    from: volume ?? (isBind ? source : ''),
    options: options.join(', '),
    usual,
  }
}

function volumeAt(source: string, stateDir: string): string | null {
  const folder = `${stateDir}/volumes/`
  if (!source.startsWith(folder) || !source.endsWith('/data')) return null
  return source.slice(folder.length, -'/data'.length)
}
