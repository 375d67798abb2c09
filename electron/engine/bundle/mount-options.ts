import { release } from 'node:os'
import { RuncibleError } from '../../../shared/errors.ts'
import type { MountRequest, Warning } from '../../../shared/model.ts'
import { mountAround } from '../runtime/mounts.ts'
import type { Rootless } from './defaults.ts'
import { lookAt } from './mount-source.ts'
import type { FoundMount } from './mounts.ts'

type Bind = Extract<MountRequest, { kind: 'bind' }>
type Tmpfs = Extract<MountRequest, { kind: 'tmpfs' }>

export const TMPFS_SOURCE = 'tmpfs'

/** Options of a bind mount; setuid programs and devices count for nothing in it, as in Podman's. */
export function bindOptions(
  { readonly, recursive, propagation }: Pick<Bind, 'readonly' | 'recursive' | 'propagation'>,
  locked: readonly string[] = [],
): string[] {
  const options = [recursive ? 'rbind' : 'bind', propagation, 'nosuid', 'nodev', ...locked]
  if (!readonly) return [...options, 'rw']
  return [...options, 'ro', ...(recursive && canBeAllReadonly() ? ['rro'] : [])]
}

export function tmpfsOptions({ size, mode, noexec, nosuid, nodev }: Tmpfs): string[] {
  return [
    ...(nosuid ? ['nosuid'] : []),
    ...(noexec ? ['noexec'] : []),
    ...(nodev ? ['nodev'] : []),
    `mode=${mode.toString(8).padStart(4, '0')}`,
    ...(size === undefined ? [] : [`size=${size}`]),
  ]
}

/** A folder or file of the host, links resolved. Throws as lookAt does, and `failed-precondition` where nothing can propagate. */
export async function findBind(
  mount: Bind,
  destination: string,
  field: string,
  rootless: Rootless | null,
  own: readonly string[],
): Promise<FoundMount> {
  const { path, kind, warnings } = await lookAt(mount.source, `${field}.source`, own)
  if (kind === 'device') {
    throw new RuncibleError('invalid-input', `${path} is a device`, {
      field: `${field}.source`,
      hint: 'Give it under Devices: a bind mount could not be opened.',
    })
  }
  const around = mountAround(path)
  requirePropagation(mount, around?.propagation ?? 'private', field)
  // An ordinary user's mount must keep what the one below it forbids.
  const locked = rootless && around?.options.includes('noexec') ? ['noexec'] : []
  const readonly = mount.readonly || (rootless !== null && around?.options.includes('ro') === true)
  const recursive = mount.recursive && kind === 'folder'
  const said = [...warnings, ...warningsOf({ ...mount, recursive })]
  return {
    mounts: [
      {
        destination,
        type: 'bind',
        source: path,
        options: bindOptions({ ...mount, readonly, recursive }, locked),
      },
    ],
    rootfsPropagation: rootPropagationOf(mount.propagation),
    warnings: said.map((message): Warning => ({ field: `${field}.source`, message })),
  }
}

function warningsOf({ readonly, recursive, propagation }: Bind): string[] {
  const said: string[] = []
  if (readonly && recursive && !canBeAllReadonly()) {
    said.push(
      'This kernel makes only the folder itself read-only: what is mounted below it can be written to.',
    )
  }
  if (propagation.endsWith('shared')) {
    said.push('What the container mounts in it appears on this machine, too.')
  }
  return said
}

/** Without it, runc has what is mounted on the host appear in the container, and nothing the other way. */
function rootPropagationOf(propagation: Bind['propagation']): 'shared' | 'rslave' | undefined {
  if (propagation.endsWith('shared')) return 'shared'
  return propagation.endsWith('slave') ? 'rslave' : undefined
}

function requirePropagation({ propagation, source }: Bind, is: string, field: string): void {
  if (propagation.endsWith('private')) return
  if (is === 'shared' || (is === 'slave' && propagation.endsWith('slave'))) return
  throw new RuncibleError(
    'failed-precondition',
    `${source} lies on a mount that tells nobody of what is mounted below it`,
    {
      field: `${field}.propagation`,
      hint: 'Choose private, or have an administrator run mount --make-shared on it.',
    },
  )
}

/** mount_setattr(2), by which runc makes all that is below read-only, came with Linux 5.12. */
function canBeAllReadonly(): boolean {
  const [major = 0, minor = 0] = release().split('.').map(Number)
  return major > 5 || (major === 5 && minor >= 12)
}
