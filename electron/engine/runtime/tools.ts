import type { Tool } from '../../../shared/model.ts'
import { findPycriu } from './crit.ts'
import { findCriu } from './criu.ts'
import { versionOf } from './version.ts'
import { which } from './which.ts'

export { which } from './which.ts'

/** Paths of the programs that the engine starts; null where the machine has none. */
export interface Programs {
  runc: string | null
  conmon: string | null
  criu: string | null
  busybox: string | null
  skopeo: string | null
  umoci: string | null
  slirp4netns: string | null
  rdiff: string | null
  /** a Python that has pycriu */
  pycriu: string | null
  zstd: string | null
  strace: string | null
}

/** Looks for the programs on PATH; `toolsBin` holds what was unpacked privately and goes first for criu and pycriu. */
export async function findPrograms(toolsBin: string): Promise<Programs> {
  const [runc, conmon, criu, busybox, skopeo, umoci, slirp4netns, rdiff, pycriu, zstd, strace] =
    await Promise.all([
      which('runc'),
      which('conmon'),
      findCriu(toolsBin),
      which('busybox'),
      which('skopeo'),
      which('umoci'),
      which('slirp4netns'),
      which('rdiff'),
      findPycriu(toolsBin),
      which('zstd'),
      which('strace'),
    ])
  return { runc, conmon, criu, busybox, skopeo, umoci, slirp4netns, rdiff, pycriu, zstd, strace }
}

/** Where a program is and which version, for preflight; no version where it does not run. */
export async function describeTool(path: string | null): Promise<Tool> {
  const version = path ? await versionOf(path).catch(() => null) : null
  return { path, version: version || null }
}
