import type {
  DeviceInput,
  ImageVolumes,
  MountInput,
  MountRequest,
  TemplateRequest,
} from '../../shared/model.ts'
import { MIB } from '../words/sizes.ts'

export type MountKind = MountInput['kind']
export type Propagation = 'rprivate' | 'private' | 'rslave' | 'slave' | 'rshared' | 'shared'

/** One mount as it is typed; what its kind has no use for is kept in case that is changed back. */
export interface MountFields {
  /** no other row has it */
  key: number
  kind: MountKind
  source: string
  /** of a volume; empty: one without a name */
  name: string
  destination: string
  readonly: boolean
  recursive: boolean
  propagation: Propagation
  /** MiB */
  size: string
  /** octal */
  mode: string
  noexec: boolean
  nosuid: boolean
  nodev: boolean
  copyUp: boolean
}

export interface DeviceFields {
  key: number
  path: string
  /** empty: as on the host */
  containerPath: string
  read: boolean
  write: boolean
  mknod: boolean
}

/** What the create dialog knows of mounts. */
export interface MountsFields {
  mounts: readonly MountFields[]
  devices: readonly DeviceFields[]
  imageVolumes: ImageVolumes
}

export const NO_MOUNTS: MountsFields = { mounts: [], devices: [], imageVolumes: 'anonymous' }

let made = 0

export const newMount = (kind: MountKind, destination = ''): MountFields => ({
  key: made++,
  kind,
  source: '',
  name: '',
  destination,
  readonly: false,
  recursive: true,
  propagation: 'rprivate',
  size: '',
  mode: '1777',
  noexec: true,
  nosuid: true,
  nodev: true,
  copyUp: true,
})

export const newDevice = (): DeviceFields => ({
  key: made++,
  path: '',
  containerPath: '',
  read: true,
  write: true,
  mknod: true,
})

/** What was typed, as the engine takes it. Text that is no number becomes NaN, which it refuses. */
export const toMounts = ({ mounts, devices, imageVolumes }: MountsFields) => ({
  ...(mounts.length > 0 && { mounts: mounts.map(toMount) }),
  ...(devices.length > 0 && { devices: devices.map(toDevice) }),
  ...(imageVolumes !== 'anonymous' && { imageVolumes }),
})

function toMount(fields: MountFields): MountInput {
  const { kind, destination, readonly } = fields
  switch (kind) {
    case 'bind': {
      const { source, recursive, propagation } = fields
      return { kind, source, destination, readonly, recursive, propagation }
    }
    case 'tmpfs': {
      const { size, noexec, nosuid, nodev } = fields
      return {
        kind,
        destination,
        ...(size !== '' && { size: Math.round(Number(size) * MIB) }),
        mode: /^[0-7]+$/.test(fields.mode) ? Number.parseInt(fields.mode, 8) : Number.NaN,
        noexec,
        nosuid,
        nodev,
      }
    }
    case 'volume': {
      const { name, copyUp } = fields
      return { kind, ...(name && { name }), destination, readonly, copyUp }
    }
  }
}

function toDevice({ path, containerPath, read, write, mknod }: DeviceFields): DeviceInput {
  const permissions = `${read ? 'r' : ''}${write ? 'w' : ''}${mknod ? 'm' : ''}`
  return { path, ...(containerPath && { containerPath }), permissions }
}

/** The fields that toMounts makes these of. */
export const fromMounts = ({
  mounts,
  devices,
  imageVolumes,
}: Pick<TemplateRequest, 'mounts' | 'devices' | 'imageVolumes'>): MountsFields => ({
  mounts: mounts.map(fromMount),
  devices: devices.map(({ path, containerPath, permissions }) => ({
    ...newDevice(),
    path,
    containerPath: containerPath ?? '',
    read: permissions.includes('r'),
    write: permissions.includes('w'),
    mknod: permissions.includes('m'),
  })),
  imageVolumes,
})

function fromMount(mount: MountRequest): MountFields {
  const empty = newMount(mount.kind)
  if (mount.kind === 'volume') return { ...empty, ...mount, name: mount.name ?? '' }
  if (mount.kind === 'bind') return { ...empty, ...mount }
  const { size, mode, ...rest } = mount
  return {
    ...empty,
    ...rest,
    size: size === undefined ? '' : String(size / MIB),
    mode: mode.toString(8),
  }
}
