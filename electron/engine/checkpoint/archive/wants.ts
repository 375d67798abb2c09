import { type ArchiveWant, hostPortOf, type Network } from '../../../../shared/model.ts'
import { securityOf } from '../../bundle/security-view.ts'
import { isBind, type Spec } from '../../bundle/spec.ts'
import { isForeign, JOINED, rulesOf } from './plain-spec.ts'
import type { ImageRights } from './rights.ts'

/** So many users and groups are named. */
const MOST_IDS = 10
/** Of these every difference from the defaults is asked for; of others only what is a danger. */
const ALWAYS_ASKED = new Set(['capabilities', 'namespaces', 'idMap'])

/** What is to be judged, once nothing is in it that Runcible would not write. */
export interface Judged {
  spec: Spec
  network: Network
  /** sources of its mounts that are made by us */
  own(source: string): boolean
  rights: readonly (ImageRights | null)[]
}

/** What it asks for of this machine or beyond the defaults, the worst first; it has it only where somebody allows it. */
export function wantsOf(judged: Judged): ArchiveWant[] {
  const all = [
    ...mounts(judged),
    ...devices(judged.spec),
    ...networks(judged.network),
    ...idMaps(judged.spec),
    ...images(judged),
    ...securityOf(judged.spec)
      .deviations.filter(({ field, level }) => level === 'danger' || ALWAYS_ASKED.has(field))
      .map(({ field, level, what, why }) => ({ key: `${field}: ${what}`, level, what, why })),
  ]
  return worstFirst(all)
}

export const worstFirst = (wants: readonly ArchiveWant[]) =>
  [...wants].sort((a, b) => Number(a.level === 'caution') - Number(b.level === 'caution'))

/** What is less safe than the defaults and not asked for, in sentences. */
export const cautionsOf = (spec: Spec): string[] =>
  securityOf(spec)
    .deviations.filter(({ field, level }) => level === 'caution' && !ALWAYS_ASKED.has(field))
    .map(({ what, why }) => `${what.charAt(0).toUpperCase()}${what.slice(1)}. ${why}`)

/** Why a config.json cannot be restored here, as a clause; empty where it can. */
export function problemOf({ spec, network }: Judged): string {
  const foreign = spec.mounts?.find(isForeign)
  if (foreign) return `it mounts ${foreign.type || 'something'} at ${foreign.destination}`
  const joined = spec.linux?.namespaces?.find(({ path }) => path !== undefined)
  if (!joined || (joined.path === JOINED && network.kind === 'container')) return ''
  return joined.type === 'network'
    ? 'its network was made by its engine outside of it, and CRIU wants that same one back'
    : `it had joined another’s ${joined.type} namespace`
}

const mounts = ({ spec, own }: Judged): ArchiveWant[] =>
  (spec.mounts ?? [])
    .filter((mount) => isBind(mount) && !own(mount.source ?? ''))
    .map(({ source = '', destination, options = [] }) => {
      const readonly = options.includes('ro') || options.includes('rro')
      return {
        key: `mount ${source} at ${destination}`,
        level: 'danger',
        what: readonly
          ? `${source} of this machine, read-only at ${destination}`
          : `${source} of this machine, at ${destination}`,
        why: readonly
          ? 'It can read what is there.'
          : 'It can read and change what is there, with the rights of its user on this machine.',
      }
    })

function devices(spec: Spec): ArchiveWant[] {
  const nodes = (spec.linux?.devices ?? []).map(({ path, type, major, minor }) => ({
    key: `device ${path} ${type} ${major}:${minor}`,
    level: 'danger' as const,
    what: `the device ${path} (${type} ${major}:${minor})`,
    why: 'It is one of this machine’s.',
  }))
  const rules = rulesOf(spec).map(({ type, major, minor, access }) => {
    const numbers = `${type ?? 'any'} ${major ?? '*'}:${minor ?? '*'} ${access ?? 'rwm'}`
    return {
      key: `device rule ${numbers}`,
      level: 'danger' as const,
      what: `the use of devices ${numbers}`,
      why: 'It can use them where it has a node of them, or may make one.',
    }
  })
  return [...nodes, ...rules]
}

function networks(network: Network): ArchiveWant[] {
  if (network.kind !== 'outbound') return []
  const ports = network.ports.map(
    (port): ArchiveWant => ({
      key: `port ${hostPortOf(port)}`,
      level: 'caution',
      what: `the port ${hostPortOf(port)} of this machine`,
      why: `What connects to it comes to port ${port.containerPort} inside.`,
    }),
  )
  const out: ArchiveWant = {
    key: 'way out',
    level: 'caution',
    what: 'a way out of its network',
    why: 'It reaches whatever this machine reaches.',
  }
  const loopback: ArchiveWant = {
    key: 'loopback',
    level: 'danger',
    what: 'this machine’s own loopback',
    why: 'It reaches services that listen for this machine alone.',
  }
  return [out, ...ports, ...(network.hostLoopback ? [loopback] : [])]
}

const idMaps = ({ linux }: Spec): ArchiveWant[] =>
  (linux?.uidMappings ?? []).slice(0, 10).map(({ hostID, size }) => ({
    key: `ids ${hostID} ${size}`,
    level: 'caution',
    what: `the ids ${hostID} to ${hostID + size - 1} of this machine`,
    why: 'Files of users with those ids are its own.',
  }))

/** CRIU gives each process what its image says, as root: what config.json says beside that is only words. */
function images({ spec, rights }: Judged): ArchiveWant[] {
  const said = new Set(spec.process.capabilities?.bounding ?? [])
  const more = new Set(rights.flatMap((one) => one?.capabilities ?? []))
  const hidden = [...more].filter((name) => !said.has(name))
  const wants: ArchiveWant[] = []
  if (hidden.length > 0) {
    wants.push({
      key: `images: ${hidden.join(' ')}`,
      level: 'danger',
      what: `capabilities that its config.json does not tell of: ${hidden.join(', ')}`,
      why: 'Its memory images give them to its processes. Honest archives do not differ so.',
    })
  }
  if (spec.linux?.seccomp && rights.some((one) => one && !one.filtered)) {
    wants.push({
      key: 'images: no filter',
      level: 'danger',
      what: 'processes without the filter of system calls that its config.json tells of',
      why: 'Every call of the kernel is open to them.',
    })
  }
  if (spec.process.noNewPrivileges && rights.some((one) => one && !one.noNewPrivileges)) {
    wants.push({
      key: 'images: new privileges',
      level: 'danger',
      what: 'processes that may gain rights by the programs they run, which its config.json rules out',
      why: 'A program that is set-user-id or has capabilities gives them to these.',
    })
  }
  if (rights.some((one) => one === null)) {
    wants.push({
      key: 'images: unknown',
      level: 'danger',
      what: 'processes whose rights cannot be told from their images',
      why: 'CRIU gives them what those say.',
    })
  }
  return [...wants, ...othersIn(spec.process.user, rights)]
}

/** Users and groups besides those that it is said to run as. Root may become any by itself. */
function othersIn(
  { uid, gid, additionalGids = [] }: Spec['process']['user'],
  rights: Judged['rights'],
): ArchiveWant[] {
  if (uid === 0) return []
  const known = new Set([gid, ...additionalGids])
  const users = new Set(rights.flatMap((one) => one?.users ?? []).filter((id) => id !== uid))
  const groups = new Set(rights.flatMap((one) => one?.groups ?? []).filter((id) => !known.has(id)))
  const named = [...[...users].map((id) => `user ${id}`), ...[...groups].map((id) => `group ${id}`)]
  if (named.length === 0) return []
  const list = named.slice(0, MOST_IDS).join(', ')
  const more = named.length - MOST_IDS
  return [
    {
      key: `images: ${named.join(' ')}`,
      level: 'danger',
      what:
        more > 0
          ? `processes of others than its config.json tells of: ${list}, and ${more} more`
          : `processes of others than its config.json tells of: ${list}`,
      why: 'Its memory images say so. In an honest archive that is a program that was set-user-id.',
    },
  ]
}
