import { access, constants } from 'node:fs/promises'
import { RuncibleError } from '../../../shared/errors.ts'
import type { DeviceRequest } from '../../../shared/model.ts'
import type { Rootless } from './defaults.ts'
import { deviceNumbers } from './device-numbers.ts'
import { lookAt } from './mount-source.ts'
import type { FoundMount } from './mounts.ts'

/**
 * A device as it stands in config.json: its node, and the rule that lets it be used. An ordinary user can make neither; it gets
 * the host's own node by a bind mount, which only keeps what that user may do with it anyway. Throws as lookAt does, and
 * `invalid-input` for what is no device.
 */
export async function findDevice(
  { path: source, containerPath, permissions }: DeviceRequest,
  field: string,
  rootless: Rootless | null,
): Promise<FoundMount> {
  const { path, kind, info, warnings } = await lookAt(source, `${field}.path`, [])
  if (kind !== 'device') {
    throw new RuncibleError('invalid-input', `${source} is no device`, {
      field: `${field}.path`,
      hint:
        kind === 'folder' ? 'Name the devices in it one by one.' : 'Mount it under Mounts instead.',
    })
  }
  const at = containerPath ?? source
  if (rootless) return bound(path, at, permissions, field, warnings)
  const { type, major, minor } = deviceNumbers(info)
  const { mode, uid, gid } = info
  return {
    devices: [{ path: at, type, major, minor, fileMode: mode & 0o777, uid, gid }],
    rules: [{ allow: true, type, major, minor, access: permissions }],
    warnings: [...warnings, ...unheeded(type, major, minor, permissions)].map((message) => ({
      field: `${field}.path`,
      message,
    })),
  }
}

/** What runc lets every container read and write, whatever else config.json says (its AllowedDevices). */
const ALWAYS = ['1:3', '1:5', '1:7', '1:8', '1:9', '5:0', '5:2']

function unheeded(type: string, major: number, minor: number, permissions: string): string[] {
  if (type !== 'c' || !ALWAYS.includes(`${major}:${minor}`) || permissions.length === 3) return []
  return ['runc lets every container read and write this one: fewer permissions change nothing.']
}

const WITHOUT_ROOT =
  'Without root it is the host’s own node, bound: what this user may do with it is what the container may.'

async function bound(
  path: string,
  destination: string,
  permissions: string,
  field: string,
  warnings: string[],
): Promise<FoundMount> {
  const readable = await access(path, constants.R_OK).then(
    () => true,
    () => false,
  )
  const unusable = readable
    ? []
    : [`This user may not read ${path}, and so no container of its may.`]
  const options = ['bind', 'rprivate', ...(permissions.includes('w') ? [] : ['ro'])]
  return {
    mounts: [{ destination, type: 'bind', source: path, options }],
    warnings: [...warnings, WITHOUT_ROOT, ...unusable].map((message) => ({
      field: `${field}.path`,
      message,
    })),
  }
}
