import { RuncibleError } from '../../../shared/errors.ts'
import type { Spec } from './spec.ts'

const IPC = new Set([
  'kernel.msgmax',
  'kernel.msgmnb',
  'kernel.msgmni',
  'kernel.sem',
  'kernel.shmall',
  'kernel.shmmax',
  'kernel.shmmni',
  'kernel.shm_rmid_forced',
])

/** The namespace that holds a kernel parameter; null for one of the whole machine (runc's own list). */
function namespaceOf(name: string): string | null {
  if (IPC.has(name) || name.startsWith('fs.mqueue.')) return 'ipc'
  if (name === 'kernel.domainname') return 'uts'
  return name.startsWith('net.') ? 'network' : null
}

/**
 * The container with kernel parameters of its own, named with dots or slashes. Throws `invalid-input` for one that is the
 * whole machine's, or whose namespace the container shares with it; `unsupported` for a domain name in a user namespace.
 */
export function withSysctls(spec: Spec, sysctls: Readonly<Record<string, string>>): Spec {
  const own = (type: string) =>
    spec.linux?.namespaces?.some((one) => one.type === type && !one.path) ?? false
  const added: Record<string, string> = {}
  for (const [given, value] of Object.entries(sysctls)) {
    const name = given.includes('.') ? given : given.replaceAll('/', '.')
    const type = namespaceOf(name)
    if (type === null) {
      throw refused(
        `${name} is the whole machine’s`,
        'Only what a namespace holds can be a container’s: net.*, fs.mqueue.*, kernel.shm*, kernel.msg*, kernel.sem.',
      )
    }
    if (!own(type)) {
      throw refused(
        `${name} belongs to the ${type} namespace, which is not this container’s own`,
        `Give it a ${type} namespace of its own.`,
      )
    }
    if (name === 'kernel.domainname' && spec.linux?.uidMappings) {
      throw new RuncibleError('unsupported', 'runc cannot set a domain name in a user namespace', {
        field: 'security.domainname',
        hint: 'Leave it empty, or leave the ids as they are.',
      })
    }
    added[name] = value
  }
  return { ...spec, linux: { ...spec.linux, sysctl: { ...spec.linux?.sysctl, ...added } } }
}

const refused = (message: string, hint: string) =>
  new RuncibleError('invalid-input', message, { field: 'security.sysctls', hint })
