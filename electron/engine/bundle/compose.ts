import { basename, isAbsolute, join } from 'node:path'
import { RuncibleError } from '../../../shared/errors.ts'
import type {
  CreateRequest,
  ExecRequest,
  Limits,
  Network,
  ProcessRequest,
} from '../../../shared/model.ts'
import { withNetworkAt } from '../network/shared.ts'
import {
  BOUND_SYS,
  capabilitiesFor,
  DEFAULT_ARGS,
  defaultSpec,
  type Rootless,
  withUserNamespace,
} from './defaults.ts'
import { type FoundMounts, withMounts } from './mounts.ts'
import { layersOf } from './own-overlay.ts'
import { withSecurity } from './security.ts'
import { isBind, type Spec, type SpecMount, type SpecProcess } from './spec.ts'
import { readUserFiles, resolveUser, type UserFiles } from './user.ts'

export type { Spec, SpecProcess } from './spec.ts'

/** What a config.json is composed with beside the request. */
export interface ComposeOptions {
  /** absolute and free of links (runc refuses others) */
  rootfs: string
  /** absent: as the base has it */
  cgroupsPath?: string | undefined
  /** folder that the base's relative bind mounts start from */
  baseDir?: string | undefined
  /** null: started by root */
  rootless: Rootless | null
  /** a cgroup namespace of its own, where there is no base: runc's choice on v2 */
  cgroupNamespace: boolean
  /** of the root filesystem */
  users: UserFiles
  /** environment of a container without a base, beside PATH */
  env?: string[]
  /** what was found of the mounts and devices that are asked for */
  found?: FoundMounts
  /** of another container whose network is shared, in /proc */
  networkPath?: string | undefined
}

/**
 * The config.json of a new container. With a base (a bundle's) only what the request names is overridden; without one the
 * defaults are hardened as Podman's, the host name is the container's, and a shell in a terminal is run. Limits: bytes,
 * CPUs as quota of a period, processes. Throws `invalid-input` for a user that the container does not know.
 */
export function composeSpec(
  base: Spec | null,
  request: CreateRequest,
  options: ComposeOptions,
): Spec {
  const start = base ? structuredClone(base) : newSpec(request, options)
  const spec = options.rootless && !hasNamespace(start, 'user') ? asUser(start, options) : start
  const process = forStarter(
    overrideProcess(spec.process, request.process ?? {}, options.users),
    options.rootless !== null,
  )
  const composed: Spec = {
    ...spec,
    process: base ? sized(process, request) : withConsoleSize(withHome(process, options.users)),
    root: {
      ...spec.root,
      path: options.rootfs,
      readonly: request.readonlyRootfs ?? spec.root.readonly ?? false,
    },
    mounts: spec.mounts?.map((mount) => absoluteBind(mount, options.baseDir)),
    linux: { ...spec.linux, cgroupsPath: cgroupsPathOf(spec, options) },
  }
  const settled = withNetwork(
    withHostname(withLimits(withMounts(composed, options.found), request.limits), request.hostname),
    request.network,
    options.networkPath,
  )
  const secured = withSecurity(settled, request, {
    isNew: base === null,
    rootless: options.rootless,
  })
  requireMapped(secured.process, secured)
  return secured
}

/**
 * The process.json of an exec: the container's process (environment, capabilities, folder, user) with what the request
 * names instead. Pipes unless a terminal is asked for. `rootless`: started by an ordinary user. Throws `invalid-input` for a
 * user that the rootfs does not know.
 */
export async function resolveProcess(
  spec: Spec,
  request: ExecRequest,
  rootfs: string,
  rootless = false,
): Promise<SpecProcess> {
  const users = request.user
    ? await readUserFiles(...layersOf(spec, rootfs))
    : { passwd: '', group: '' }
  const { consoleSize: _ofInit, ...base } = spec.process
  const process = forStarter(
    overrideProcess(base, { ...request, terminal: request.terminal ?? false }, users),
    rootless,
  )
  requireMapped(process, spec)
  if (!process.terminal || !request.size) return withConsoleSize(process)
  return { ...process, consoleSize: { height: request.size.rows, width: request.size.cols } }
}

/** runc gives a container of an ordinary user no additional groups, whatever ids it was given, and fails where some are named. */
const forStarter = (process: SpecProcess, rootless: boolean): SpecProcess =>
  rootless ? { ...process, user: { ...process.user, additionalGids: [] } } : process

/** In a user namespace only the ids that it maps can be had; runc's own words for it name no id. */
function requireMapped({ user }: SpecProcess, { linux }: Spec): void {
  const { uidMappings, gidMappings } = linux ?? {}
  if (!uidMappings || !gidMappings) return
  const gids = [user.gid, ...(user.additionalGids ?? [])]
  const lacking =
    [user.uid].find((uid) => !isMapped(uid, uidMappings)) ??
    gids.find((gid) => !isMapped(gid, gidMappings))
  if (lacking === undefined) return
  throw new RuncibleError('unsupported', `id ${lacking} is not among those of this container`, {
    field: 'user',
    hint: 'Map more ids to it, as root. An administrator can give an ordinary user more: apt-get install uidmap, and ranges in /etc/subuid and /etc/subgid.',
  })
}

const isMapped = (id: number, maps: readonly { containerID: number; size: number }[]) =>
  maps.some(({ containerID, size }) => id >= containerID && id < containerID + size)

/** `own` where the container has a network namespace, `host` where it shares the machine's. */
export const networkOf = (spec: Spec): 'own' | 'host' =>
  hasNamespace(spec, 'network') ? 'own' : 'host'

/** The limits that a config.json sets, as windows show them. */
export function limitsOf(spec: Spec): Limits {
  const { memory, cpu, pids } = spec.linux?.resources ?? {}
  const limits: Limits = {}
  if (memory?.limit && memory.limit > 0) limits.memory = memory.limit
  if (cpu?.quota && cpu.period && cpu.quota > 0) limits.cpus = cpu.quota / cpu.period
  if (pids && pids.limit > 0) limits.pids = pids.limit
  return limits
}

function newSpec(request: CreateRequest, { cgroupNamespace, env = [] }: ComposeOptions): Spec {
  const spec = defaultSpec(cgroupNamespace)
  const terminal = request.process?.terminal ?? true
  return {
    ...spec,
    hostname: hostnameFrom(request.id),
    process: {
      ...spec.process,
      env: [...(spec.process.env ?? []), ...(terminal ? [TERM] : []), ...env],
    },
  }
}

const TERM = 'TERM=xterm-256color'

const asUser = (spec: Spec, { rootless }: ComposeOptions): Spec =>
  rootless ? withUserNamespace(spec, rootless) : spec

/**
 * An ordinary user can have a cgroup below its own, where that is its to divide, or by systemd (`slice:prefix:name`): told to
 * make one elsewhere, runc fails, and without a path it does without ("rootless", runc's fs driver).
 */
function cgroupsPathOf(spec: Spec, { cgroupsPath, rootless }: ComposeOptions): string | undefined {
  const wanted = cgroupsPath ?? spec.linux?.cgroupsPath
  if (!rootless || !wanted?.startsWith('/')) return wanted
  return rootless.cgroup === null ? undefined : join(rootless.cgroup, basename(wanted))
}

/** The kernel takes 64 bytes. */
const hostnameFrom = (id: string) => id.slice(0, 63)

function overrideProcess(
  base: SpecProcess,
  request: Partial<ProcessRequest>,
  users: UserFiles,
): SpecProcess {
  const args = request.args ?? (base.args.length > 0 ? base.args : DEFAULT_ARGS)
  const env = request.env ? mergeEnv(base.env ?? [], request.env) : (base.env ?? [])
  const process: SpecProcess = {
    ...base,
    args,
    cwd: request.cwd ?? base.cwd,
    terminal: request.terminal ?? base.terminal ?? false,
    env: request.terminal ? withDefault(env, TERM) : env,
  }
  return request.user ? withUser(process, request.user, request.env ?? [], users) : process
}

function withUser(
  process: SpecProcess,
  name: string,
  named: readonly string[],
  users: UserFiles,
): SpecProcess {
  const { uid, gid, additionalGids, home } = resolveUser(name, users)
  const namesHome = named.some((entry) => nameOf(entry) === 'HOME')
  const { user, capabilities } = process
  return {
    ...process,
    user: { ...user, uid, gid, additionalGids },
    env: mergeEnv(process.env ?? [], namesHome ? [] : [`HOME=${home ?? homeWithoutPasswd(uid)}`]),
    ...(capabilities && { capabilities: capabilitiesFor(uid, capabilities.bounding ?? []) }),
  }
}

/** A restored terminal has the size that it had. */
const sized = (process: SpecProcess, { source }: CreateRequest) =>
  source.kind === 'checkpoint' ? process : withConsoleSize(process)

/** Without one a terminal is 0×0 until a window resizes it, and one that is just as large never does. */
function withConsoleSize(process: SpecProcess): SpecProcess {
  if (!process.terminal || process.consoleSize) return process
  return { ...process, consoleSize: { height: 24, width: 80 } }
}

function withHome(process: SpecProcess, users: UserFiles): SpecProcess {
  const { uid } = process.user
  const { home } = resolveUser(String(uid), users)
  const entry = `HOME=${home ?? homeWithoutPasswd(uid)}`
  return { ...process, env: withDefault(process.env ?? [], entry) }
}

const homeWithoutPasswd = (uid: number) => (uid === 0 ? '/root' : '/')

const nameOf = (entry: string) => entry.slice(0, entry.indexOf('='))

/** Later entries win, and each name stands once. */
function mergeEnv(base: readonly string[], over: readonly string[]): string[] {
  const byName = new Map([...base, ...over].map((entry) => [nameOf(entry), entry]))
  return [...byName.values()]
}

const withDefault = (env: string[], entry: string) =>
  env.some((other) => nameOf(other) === nameOf(entry)) ? env : [...env, entry]

/** The kernel's own period, µs. */
const CPU_PERIOD = 100_000

/** The config.json with the limits that are named; the others stay as they are. */
export function withLimits(spec: Spec, { memory, cpus, pids }: Limits): Spec {
  if (memory === undefined && cpus === undefined && pids === undefined) return spec
  const { resources = {} } = spec.linux ?? {}
  const set = {
    ...resources,
    ...(memory !== undefined && { memory: { ...resources.memory, limit: memory } }),
    ...(cpus !== undefined && {
      cpu: { ...resources.cpu, quota: Math.round(cpus * CPU_PERIOD), period: CPU_PERIOD },
    }),
    ...(pids !== undefined && { pids: { ...resources.pids, limit: pids } }),
  }
  return { ...spec, linux: { ...spec.linux, resources: set } }
}

function withHostname(spec: Spec, hostname: string | undefined): Spec {
  if (hostname === undefined) return spec
  return { ...addNamespace(spec, 'uts'), hostname }
}

function withNetwork(spec: Spec, network: Network | undefined, path: string | undefined): Spec {
  switch (network?.kind) {
    case undefined:
      return spec
    case 'container':
      return path === undefined ? spec : withNetworkAt(spec, path)
    case 'host':
      return withHostNetwork(removeNamespace(spec, 'network'))
    default:
      if (hasOwnNamespace(spec, 'network')) return spec
      return addNamespace(removeNamespace(spec, 'network'), 'network')
  }
}

function withHostNetwork(spec: Spec): Spec {
  if (!hasNamespace(spec, 'user')) return spec
  const mounts = spec.mounts?.map((mount) => (mount.destination === '/sys' ? BOUND_SYS : mount))
  return { ...spec, mounts }
}

/** Is the container given a namespace of that type, its own or one to join? */
export const hasNamespace = (spec: Spec, type: string) =>
  spec.linux?.namespaces?.some((namespace) => namespace.type === type) ?? false

/** A new one, not another's to join. */
export const hasOwnNamespace = (spec: Spec, type: string) =>
  spec.linux?.namespaces?.some((namespace) => namespace.type === type && !namespace.path) ?? false

const removeNamespace = (spec: Spec, type: string): Spec => ({
  ...spec,
  linux: {
    ...spec.linux,
    namespaces: spec.linux?.namespaces?.filter((namespace) => namespace.type !== type),
  },
})

const addNamespace = (spec: Spec, type: string): Spec => {
  if (hasNamespace(spec, type)) return spec
  const namespaces = [...(spec.linux?.namespaces ?? []), { type }]
  return { ...spec, linux: { ...spec.linux, namespaces } }
}

/** runc takes relative sources of bind mounts from the bundle; ours is another folder than the one they were written for. */
function absoluteBind(mount: SpecMount, baseDir: string | undefined): SpecMount {
  if (!isBind(mount) || !baseDir || !mount.source || isAbsolute(mount.source)) return mount
  return { ...mount, source: join(baseDir, mount.source) }
}
