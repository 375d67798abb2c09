import {
  type PathsChoice,
  type Rlimit,
  type SecurityRequest,
  SHAREABLE,
  type Shareable,
} from '../../shared/model.ts'

/** Paths hidden or protected: the default ones, none, those that are typed, or (source) as the bundle has them. */
export interface PathsFields {
  choice: 'source' | 'default' | 'none' | 'list'
  /** one a line */
  list: string
}

/** A limit as it is typed; empty counts as not limited. */
export interface RlimitFields {
  type: Rlimit['type']
  soft: string
  hard: string
}

/** How a container is confined, as it is filled in: what nobody touched is as by default, or as its bundle has it. */
export interface SecurityFields {
  privileged: boolean
  add: string[]
  drop: string[]
  seccomp: 'source' | 'default' | 'none' | 'file'
  profile: string
  noNewPrivileges: boolean
  masked: PathsFields
  readonly: PathsFields
  rlimits: RlimitFields[]
  ids: 'host' | 'user' | 'ids'
  user: string
  uid: string
  gid: string
  count: string
  /** namespaces of the machine's */
  shared: Shareable[]
  /** name=value, one a line */
  sysctls: string
  oomScoreAdj: string
  domainname: string
}

const UNTOUCHED: PathsFields = { choice: 'source', list: '' }

export const EMPTY_SECURITY: SecurityFields = {
  privileged: false,
  add: [],
  drop: [],
  seccomp: 'source',
  profile: '',
  noNewPrivileges: false,
  masked: UNTOUCHED,
  readonly: UNTOUCHED,
  rlimits: [],
  ids: 'host',
  user: '',
  uid: '100000',
  gid: '100000',
  count: '65536',
  shared: [],
  sysctls: '',
  oomScoreAdj: '',
  domainname: '',
}

/** What was filled in, as the engine takes it; undefined where nothing was. */
export function toSecurity(fields: SecurityFields): SecurityRequest | undefined {
  const { add, drop, rlimits, shared, oomScoreAdj, domainname } = fields
  const sysctls = sysctlsOf(fields.sysctls)
  const request: SecurityRequest = {
    ...(fields.privileged && { privileged: true }),
    ...(add.length + drop.length > 0 && { capabilities: { add, drop } }),
    ...seccompOf(fields),
    ...(fields.noNewPrivileges && { noNewPrivileges: true }),
    ...pathsOf('maskedPaths', fields.masked),
    ...pathsOf('readonlyPaths', fields.readonly),
    ...(rlimits.length > 0 && { rlimits: rlimits.map(rlimitOf) }),
    ...idMapOf(fields),
    ...(shared.length > 0 && {
      namespaces: Object.fromEntries(shared.map((type) => [type, 'host' as const])),
    }),
    ...(Object.keys(sysctls).length > 0 && { sysctls }),
    ...(oomScoreAdj !== '' && { oomScoreAdj: Number(oomScoreAdj) }),
    ...(domainname !== '' && { domainname }),
  }
  return Object.keys(request).length > 0 ? request : undefined
}

function seccompOf({ seccomp, profile }: SecurityFields): Pick<SecurityRequest, 'seccomp'> {
  if (seccomp === 'source') return {}
  return { seccomp: seccomp === 'file' ? { kind: 'file', path: profile } : { kind: seccomp } }
}

function pathsOf(key: 'maskedPaths' | 'readonlyPaths', { choice, list }: PathsFields) {
  if (choice === 'source') return {}
  const paths: PathsChoice = choice === 'list' ? lines(list) : choice
  return { [key]: paths }
}

const rlimitOf = ({ type, soft, hard }: RlimitFields): Rlimit => ({
  type,
  soft: limitOf(soft),
  hard: limitOf(hard),
})

/** Text that is no number becomes NaN, which the engine refuses. */
const limitOf = (text: string) =>
  text === '' || text === 'unlimited' ? ('unlimited' as const) : Number(text)

function idMapOf({ ids, user, uid, gid, count }: SecurityFields): Pick<SecurityRequest, 'idMap'> {
  if (ids === 'host') return {}
  if (ids === 'user') return { idMap: { kind: 'user', user } }
  return { idMap: { kind: 'ids', uid: Number(uid), gid: Number(gid), count: Number(count) } }
}

function sysctlsOf(text: string): Record<string, string> {
  return Object.fromEntries(
    lines(text).map((line) => {
      const at = line.indexOf('=')
      return at < 0 ? [line, ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()]
    }),
  )
}

const lines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** The fields that toSecurity makes such a request of. */
export function fromSecurity(request: SecurityRequest = {}): SecurityFields {
  const {
    capabilities,
    seccomp,
    rlimits = [],
    namespaces = {},
    sysctls = {},
    oomScoreAdj,
  } = request
  return {
    ...EMPTY_SECURITY,
    privileged: request.privileged ?? false,
    add: capabilities?.add ?? [],
    drop: capabilities?.drop ?? [],
    seccomp: seccomp?.kind ?? 'source',
    profile: seccomp?.kind === 'file' ? seccomp.path : '',
    noNewPrivileges: request.noNewPrivileges ?? false,
    masked: fromPaths(request.maskedPaths),
    readonly: fromPaths(request.readonlyPaths),
    rlimits: rlimits.map(({ type, soft, hard }) => ({
      type,
      soft: String(soft),
      hard: String(hard),
    })),
    ...fromIdMap(request.idMap),
    shared: SHAREABLE.filter((type) => namespaces[type] === 'host'),
    sysctls: Object.entries(sysctls)
      .map(([name, value]) => `${name}=${value}`)
      .join('\n'),
    oomScoreAdj: oomScoreAdj === undefined ? '' : String(oomScoreAdj),
    domainname: request.domainname ?? '',
  }
}

function fromPaths(paths: PathsChoice | undefined): PathsFields {
  if (paths === undefined) return UNTOUCHED
  return Array.isArray(paths)
    ? { choice: 'list', list: paths.join('\n') }
    : { choice: paths, list: '' }
}

function fromIdMap(map: SecurityRequest['idMap']): Partial<SecurityFields> {
  if (!map) return {}
  if (map.kind === 'user') return { ids: 'user', user: map.user }
  const { uid, gid, count } = map
  return { ids: 'ids', uid: String(uid), gid: String(gid), count: String(count) }
}
