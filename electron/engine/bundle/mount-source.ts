import { existsSync, type Stats } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { RuncibleError } from '../../../shared/errors.ts'
import type { SourceLook } from '../../../shared/model.ts'
import { deviceNumbers, warningsOfDevice } from './device-numbers.ts'
import { warningsOfPlace } from './mount-warnings.ts'
import { isBind, type SpecMount } from './spec.ts'

/** What lies at a path of the host. */
export interface LookedAt {
  /** absolute, links resolved */
  path: string
  kind: Exclude<SourceLook['kind'], 'missing'>
  info: Stats
  warnings: string[]
}

/**
 * Looks at what is to be mounted or given. Throws `not-found` or `permission-denied` with the field; `own`: Runcible's own
 * folders.
 */
export async function lookAt(
  source: string,
  field: string,
  own: readonly string[],
): Promise<LookedAt> {
  try {
    const path = await realpath(source)
    const info = await stat(path)
    const kind = kindOf(info)
    const warnings =
      kind === 'device' ? warningsOfDevice(info) : await warningsOfPlace(path, kind, own)
    return { path, kind, info, warnings }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new RuncibleError('not-found', `nothing is at ${source}`, {
        field,
        hint: 'Check the path; it is one of this machine.',
      })
    }
    const refused = code === 'EACCES' ? 'permission-denied' : 'invalid-input'
    throw new RuncibleError(refused, `${source} cannot be looked at: ${message}`, { field })
  }
}

/** The same for a dialog while somebody types: in a sentence. Never throws. */
export async function describeSource(source: string, own: readonly string[]): Promise<SourceLook> {
  try {
    const { path, kind, info, warnings } = await lookAt(source, 'path', own)
    return { kind, detail: sentenceOf(kind, path === source ? '' : path, info), warnings }
  } catch (error) {
    const { message } = error as Error
    return {
      kind: 'missing',
      detail: `${message.charAt(0).toUpperCase()}${message.slice(1)}.`,
      warnings: [],
    }
  }
}

/** What a checkpoint had from the host must be there again. Throws `failed-precondition` for the first that is not. */
export function requireSources(mounts: readonly SpecMount[] = []): void {
  for (const mount of mounts) {
    const { source, destination } = mount
    if (!isBind(mount) || !source?.startsWith('/') || existsSync(source)) continue
    throw new RuncibleError(
      'failed-precondition',
      `${source}, which the container has at ${destination}, is gone`,
      {
        hint: 'What is mounted from the host is no part of a checkpoint. Put it back, then try again.',
      },
    )
  }
}

function kindOf(info: Stats): LookedAt['kind'] {
  if (info.isDirectory()) return 'folder'
  if (info.isSocket()) return 'socket'
  if (info.isFIFO()) return 'fifo'
  return info.isBlockDevice() || info.isCharacterDevice() ? 'device' : 'file'
}

const WORDS = {
  folder: 'A folder',
  file: 'A file',
  socket: 'A socket',
  fifo: 'A named pipe',
} as const

function sentenceOf(kind: LookedAt['kind'], leadsTo: string, info: Stats): string {
  const led = leadsTo && `, ${leadsTo}`
  if (kind !== 'device') return `${WORDS[kind]}${led}.`
  const { type, major, minor } = deviceNumbers(info)
  const numbers = `${major}:${minor}${led}`
  return type === 'b' ? `A block device ${numbers}.` : `A character device ${numbers}.`
}
