import {
  CAPABILITY_SETS,
  type CapabilitySet,
  type InspectedRlimit,
} from '../../../../shared/model.ts'
import { UNLIMITED } from '../../bundle/rlimits.ts'
import { insideId } from '../id-map.ts'
import { type Asked, named, short, type Told } from './matter.ts'

/** User, capabilities, filters and labels. */
export function rightsDifferences(told: Told, asked: Asked): string[] {
  return [
    ...users(told, asked),
    ...idMaps(told, asked),
    ...CAPABILITY_SETS.flatMap((set) => capabilities(set, told, asked)),
    ...confinement(told, asked),
  ]
}

type Id = ReturnType<typeof insideId>

interface IdWords {
  is(id: Id, wanted: number): string
  /** it acts as another than it really is */
  acts(id: Id, real: Id, wanted: number): string
}

const USER: IdWords = {
  is: (id, wanted) => `Its user is ${id}: config.json asks for ${wanted}.`,
  acts: (id, real, wanted) => `Its user is ${id}, really ${real}: config.json asks for ${wanted}.`,
}
const GROUP: IdWords = {
  is: (id, wanted) => `Its group is ${id}: config.json asks for ${wanted}.`,
  acts: (id, real, wanted) => `Its group is ${id}, really ${real}: config.json asks for ${wanted}.`,
}

function users({ rights, uidMap, gidMap }: Told, { spec }: Asked): string[] {
  const { uid, gid, additionalGids = [] } = spec.process.user
  const groups = new Set(rights.groups.map((group) => insideId(group, gidMap)))
  const lacking = additionalGids.filter(
    (group) => !groups.has(group) && group !== rights.gid.inside,
  )
  const differs = (
    say: IdWords,
    ids: Told['rights']['uid'],
    map: Told['uidMap'],
    wanted: number,
  ) => {
    const real = insideId(ids.real, map)
    if (ids.inside === wanted && real === wanted) return []
    return [real === ids.inside ? say.is(real, wanted) : say.acts(ids.inside, real, wanted)]
  }
  return [
    ...differs(USER, rights.uid, uidMap, uid),
    ...differs(GROUP, rights.gid, gidMap, gid),
    ...(lacking.length > 0
      ? [`It is not in group ${named(lacking.map(String))}, which config.json asks for.`]
      : []),
  ]
}

function idMaps({ uidMap, gidMap }: Told, { spec: { linux } }: Asked): string[] {
  // Of a namespace that it joins, config.json says nothing.
  const user = linux?.namespaces?.find(({ type }) => type === 'user')
  if (!user || user.path) return []
  const asked = (maps: NonNullable<typeof linux>['uidMappings'] = []) =>
    maps.map(({ containerID, hostID, size }) => ({
      inside: containerID,
      outside: hostID,
      count: size,
    }))
  const ranges = (map: Told['uidMap']) =>
    map.map(({ inside, outside, count }) => `${inside} ${outside} ${count}`).sort()
  const same = (a: Told['uidMap'], b: Told['uidMap']) => ranges(a).join() === ranges(b).join()
  return [
    ...(same(uidMap, asked(linux?.uidMappings))
      ? []
      : ['Its user ids are mapped otherwise than config.json asks for.']),
    ...(same(gidMap, asked(linux?.gidMappings))
      ? []
      : ['Its group ids are mapped otherwise than config.json asks for.']),
  ]
}

function capabilities(set: CapabilitySet, { rights }: Told, { spec }: Asked): string[] {
  const asked = spec.process.capabilities?.[set] ?? []
  const has = rights.capabilities[set]
  const lacking = asked.filter((name) => !has.includes(name))
  const more = has.filter((name) => !asked.includes(name))
  const called = `${set[0]?.toUpperCase()}${set.slice(1)} capabilities`
  return [
    ...(lacking.length > 0
      ? [`${called}: without ${named(lacking)}, which config.json asks for${whyLost(set, rights)}.`]
      : []),
    ...(more.length > 0
      ? [`${called}: with ${named(more)}, which config.json does not ask for.`]
      : []),
  ]
}

/** execve(2) takes them from whoever is not root, where they are not ambient; from root it gives those of the bounding set. */
function whyLost(set: CapabilitySet, { uid }: Told['rights']): string {
  if (uid.inside === 0 || (set !== 'effective' && set !== 'permitted')) return ''
  return '; of a user who is not root, a program that begins keeps only ambient ones'
}

function confinement({ rights }: Told, { spec }: Asked): string[] {
  const { process, linux } = spec
  const filtered = Boolean(linux?.seccomp)
  const { apparmorProfile, selinuxLabel, oomScoreAdj } = process
  const label = apparmorProfile || selinuxLabel
  const found: string[] = []
  if (filtered && rights.seccomp === 'off') {
    found.push('No filter of system calls is at work: config.json asks for one.')
  }
  if (!filtered && rights.seccomp === 'filter') {
    found.push('A filter of system calls is at work that config.json does not ask for.')
  }
  if (process.noNewPrivileges && !rights.noNewPrivileges) {
    found.push('It may gain privileges: config.json asks for no_new_privs.')
  }
  if (!process.noNewPrivileges && rights.noNewPrivileges) {
    found.push('no_new_privs is set, which config.json does not ask for.')
  }
  if (typeof label === 'string' && !isLabelled(rights, label)) {
    const has = rights.label === null ? 'no label' : `the label ${short(rights.label)}`
    found.push(`It has ${has}: config.json asks for ${short(label)}.`)
  }
  if (typeof oomScoreAdj === 'number' && oomScoreAdj !== rights.oomScoreAdj) {
    found.push(`oom_score_adj is ${rights.oomScoreAdj}: config.json asks for ${oomScoreAdj}.`)
  }
  return found
}

/** AppArmor says how it keeps to a profile, too: "docker-default (enforce)". */
const isLabelled = ({ label }: Told['rights'], wanted: string) =>
  label === wanted || label?.startsWith(`${wanted} (`) === true

export function rlimitDifferences({ rlimits }: Told, { spec }: Asked): string[] {
  const has = new Map(rlimits.map((one) => [one.type, one]))
  const limit = (value: number) => (value >= UNLIMITED ? 'unlimited' : value)
  return (spec.process.rlimits ?? []).flatMap(({ type, soft, hard }) => {
    const one = has.get(type)
    if (one && one.soft === limit(soft) && one.hard === limit(hard)) return []
    const asked = pair({ soft: limit(soft), hard: limit(hard) })
    return [`${short(type)} is ${one ? pair(one) : 'not known'}: config.json asks for ${asked}.`]
  })
}

const pair = ({ soft, hard }: Pick<InspectedRlimit, 'soft' | 'hard'>) =>
  soft === hard ? `${soft}` : `${soft}, at most ${hard}`
