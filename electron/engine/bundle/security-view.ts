import type { Security } from '../../../shared/model.ts'
import { deviationsOf } from './deviations.ts'
import { ownRights, type Rights } from './rights.ts'
import { UNLIMITED } from './rlimits.ts'
import { isDefaultFilter } from './seccomp.ts'
import type { Spec } from './spec.ts'

/** How any config.json confines its container, and where that is less than by default: a bundle's as well as our own. */
export function securityOf(spec: Spec, rights: Rights = ownRights()): Security {
  const { process, linux } = spec
  const { bounding = [], effective = [] } = process.capabilities ?? {}
  const seccomp = seccompOf(spec)
  const limit = (value: number) => (value >= UNLIMITED ? ('unlimited' as const) : value)
  return {
    capabilities: { bounding, effective },
    seccomp,
    noNewPrivileges: process.noNewPrivileges ?? false,
    maskedPaths: linux?.maskedPaths ?? [],
    readonlyPaths: linux?.readonlyPaths ?? [],
    rlimits: (process.rlimits ?? []).map(({ type, soft, hard }) => ({
      type,
      soft: limit(soft),
      hard: limit(hard),
    })),
    uidMappings: mappings(linux?.uidMappings),
    gidMappings: mappings(linux?.gidMappings),
    shared: sharedNamespaces(spec),
    sysctls: linux?.sysctl ?? {},
    oomScoreAdj: process.oomScoreAdj ?? null,
    deviations: deviationsOf(spec, { seccomp, rights }),
  }
}

function seccompOf({ linux, process }: Spec): Security['seccomp'] {
  if (!linux?.seccomp) return 'none'
  return isDefaultFilter(linux.seccomp, process.capabilities?.bounding ?? []) ? 'default' : 'own'
}

const mappings = (
  of: readonly { containerID: number; hostID: number; size: number }[] | undefined,
) =>
  (of ?? []).map(({ containerID, hostID, size }) => ({
    inside: containerID,
    outside: hostID,
    count: size,
  }))

/** Those that the container does not have, and so are the machine's. */
export function sharedNamespaces({ linux }: Spec): string[] {
  const own = new Set(linux?.namespaces?.map(({ type }) => type))
  return ['pid', 'network', 'ipc', 'uts', 'mount'].filter((type) => !own.has(type))
}
