import { RuncibleError } from '../../../shared/errors.ts'
import type {
  CreateRequest,
  PathsChoice,
  SecurityRequest,
  Shareable,
} from '../../../shared/model.ts'
import { withCapabilities } from './capabilities.ts'
import { BOUND_SYS, boundMount, MASKED_PATHS, READONLY_PATHS, type Rootless } from './defaults.ts'
import { withIdMap } from './id-map.ts'
import { ownRights, type Rights } from './rights.ts'
import { defaultRlimits, withRlimits } from './rlimits.ts'
import { conditionsHere, defaultProfile, readProfile, resolveProfile } from './seccomp.ts'
import type { Spec, SpecMount } from './spec.ts'
import { withSysctls } from './sysctls.ts'

/** What confinement depends on beside the request. */
export interface Around {
  /** there is no config.json that says how it is confined */
  isNew: boolean
  rootless: Rootless | null
  /** absent: as /proc tells */
  rights?: Rights
}

/**
 * The container confined as the request says. What it leaves open stays as config.json has it; a new one is confined as
 * Podman does by default: limits, a filter of system calls, ping without a capability. Throws `invalid-input`,
 * `permission-denied` or `unsupported`, each with its field, for what cannot be had here.
 */
export function withSecurity(spec: Spec, request: CreateRequest, around: Around): Spec {
  const { security } = request
  if (!around.isNew && !security) return spec
  if (request.source.kind === 'checkpoint') throw fixed()
  const rights = around.rights ?? ownRights()
  const wish = security?.privileged ? { ...PRIVILEGED, ...security } : (security ?? {})
  const steps: ((spec: Spec) => Spec)[] = [
    (one) => (around.isNew ? withMachineDefaults(one, rights) : one),
    (one) => (wish.idMap ? mapped(one, wish.idMap, around.rootless) : one),
    (one) => withNamespaces(one, wish.namespaces ?? {}, request.hostname),
    (one) => withProcess(one, wish, rights),
    (one) => withPaths(one, wish),
    (one) => (wish.privileged ? unlocked(one, around.rootless) : one),
    (one) => (wish.sysctls || wish.domainname ? withSysctls(one, sysctlsOf(wish)) : one),
    (one) => withSeccomp(one, wish.seccomp ?? (around.isNew ? { kind: 'default' } : null), rights),
  ]
  return steps.reduce((one, step) => step(one), spec)
}

/** All that is not said beside it; the mounts and devices that go with it are unlocked() below. */
const PRIVILEGED: SecurityRequest = {
  capabilities: { add: ['all'], drop: [] },
  seccomp: { kind: 'none' },
  noNewPrivileges: false,
  maskedPaths: 'none',
  readonlyPaths: 'none',
}

const fixed = () =>
  new RuncibleError(
    'invalid-input',
    'the confinement of a restored container is the checkpoint’s and cannot be chosen',
    { field: 'security', hint: 'Leave it as it is.' },
  )

function withMachineDefaults(spec: Spec, rights: Rights): Spec {
  const process = { ...spec.process, rlimits: defaultRlimits(rights) }
  if (!isNew(spec, 'network')) return { ...spec, process }
  // Debian's and Fedora's containers.conf: root inside may ping without CAP_NET_RAW.
  const sysctl = { ...spec.linux?.sysctl, 'net.ipv4.ping_group_range': '0 0' }
  return { ...spec, process, linux: { ...spec.linux, sysctl } }
}

function mapped(
  spec: Spec,
  map: NonNullable<SecurityRequest['idMap']>,
  rootless: Rootless | null,
): Spec {
  if (rootless) {
    throw new RuncibleError(
      'unsupported',
      'an ordinary user’s containers have the ids that it was given, and no others',
      { field: 'security.idMap', hint: 'Start the container as root to choose its ids.' },
    )
  }
  const own = withIdMap(spec, map)
  return isNew(own, 'network') ? own : replaceMount(own, BOUND_SYS)
}

const sysctlsOf = ({ sysctls, domainname }: SecurityRequest) => ({
  ...sysctls,
  ...(domainname && { 'kernel.domainname': domainname }),
})

function withNamespaces(
  spec: Spec,
  wish: NonNullable<SecurityRequest['namespaces']>,
  hostname: string | undefined,
): Spec {
  const entries = Object.entries(wish) as [Shareable, 'own' | 'host'][]
  if (wish.uts === 'host' && hostname !== undefined) {
    throw new RuncibleError('invalid-input', 'the machine’s name is not a container’s to change', {
      field: 'security.namespaces',
      hint: 'Leave the hostname empty, or give it a uts namespace of its own.',
    })
  }
  return entries.reduce((one, [type, whose]) => withNamespace(one, type, whose), spec)
}

function withNamespace(spec: Spec, type: Shareable, whose: 'own' | 'host'): Spec {
  const others = (spec.linux?.namespaces ?? []).filter((one) => one.type !== type)
  const namespaces = whose === 'own' ? [...others, { type }] : others
  const changed = { ...spec, linux: { ...spec.linux, namespaces } }
  if (whose === 'own') return changed
  if (type === 'uts') {
    const { hostname: _theMachines, ...rest } = changed
    return rest
  }
  // Who owns the user namespace alone cannot mount them anew.
  if (!isOwn(spec, 'user')) return changed
  if (type === 'pid') return replaceMount(changed, boundMount('/proc'))
  if (type === 'ipc') return withoutMount(changed, '/dev/mqueue')
  return changed
}

const isOwn = (spec: Spec, type: string) =>
  spec.linux?.namespaces?.some((one) => one.type === type) ?? false

const withoutMount = (spec: Spec, destination: string): Spec => ({
  ...spec,
  mounts: spec.mounts?.filter((one) => one.destination !== destination),
})

/** Made for the container, not another's to join. */
const isNew = (spec: Spec, type: string) =>
  spec.linux?.namespaces?.some((one) => one.type === type && !one.path) ?? false

const replaceMount = (spec: Spec, by: SpecMount): Spec => ({
  ...spec,
  mounts: spec.mounts?.map((one) => (one.destination === by.destination ? by : one)),
})

function withProcess(spec: Spec, wish: SecurityRequest, rights: Rights): Spec {
  const ownUser = isOwn(spec, 'user')
  let { process } = spec
  if (wish.capabilities) process = withCapabilities(process, wish.capabilities, rights, ownUser)
  if (wish.rlimits) process = withRlimits(process, wish.rlimits, rights)
  const { noNewPrivileges, oomScoreAdj } = wish
  if (noNewPrivileges !== undefined) process = { ...process, noNewPrivileges }
  if (oomScoreAdj === undefined) return { ...spec, process }
  if (oomScoreAdj < rights.oomScoreAdj && !rights.raises) {
    throw new RuncibleError(
      'permission-denied',
      `an OOM score below ${rights.oomScoreAdj}, this engine’s own, cannot be had here`,
      { field: 'security.oomScoreAdj', hint: 'It takes CAP_SYS_RESOURCE, which the engine lacks.' },
    )
  }
  return { ...spec, process: { ...process, oomScoreAdj } }
}

function withPaths(spec: Spec, { maskedPaths, readonlyPaths }: SecurityRequest): Spec {
  return {
    ...spec,
    linux: {
      ...spec.linux,
      ...(maskedPaths && { maskedPaths: pathsOf(maskedPaths, MASKED_PATHS) }),
      ...(readonlyPaths && { readonlyPaths: pathsOf(readonlyPaths, READONLY_PATHS) }),
    },
  }
}

function pathsOf(choice: PathsChoice, defaults: readonly string[]): string[] {
  if (choice === 'default') return [...defaults]
  return choice === 'none' ? [] : [...choice]
}

/** Every device may be made and used (an ordinary user has none to give), and /sys and the cgroups be written to. */
function unlocked(spec: Spec, rootless: Rootless | null): Spec {
  const writable = ({ options, ...mount }: SpecMount): SpecMount => ({
    ...mount,
    options: options?.map((option) => (option === 'ro' ? 'rw' : option)),
  })
  const resources = { ...spec.linux?.resources, devices: [{ allow: true, access: 'rwm' }] }
  return {
    ...spec,
    mounts: spec.mounts?.map((mount) =>
      /^\/sys(\/|$)/.test(mount.destination) ? writable(mount) : mount,
    ),
    linux: rootless ? spec.linux : { ...spec.linux, resources },
  }
}

/** Last, because the default depends on the capabilities. */
function withSeccomp(spec: Spec, choice: SecurityRequest['seccomp'] | null, rights: Rights): Spec {
  if (!choice) return spec
  const { seccomp: _before, ...linux } = spec.linux ?? {}
  if (choice.kind === 'none' || (choice.kind === 'default' && !rights.seccomp)) {
    return { ...spec, linux }
  }
  const profile = choice.kind === 'file' ? readProfile(choice.path) : defaultProfile()
  const bounding = spec.process.capabilities?.bounding ?? []
  return {
    ...spec,
    linux: { ...linux, seccomp: resolveProfile(profile, conditionsHere(bounding)) },
  }
}
