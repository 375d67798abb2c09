import { close, openSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { RuncibleError } from '../../../shared/errors.ts'
import { isThere } from '../disk.ts'
import { type CgroupPaths, cgroupPathsOfProcess } from './cgroup.ts'
import { isFrozen } from './freezer.ts'
import { isAlive, processStartTime, textOrNull } from './proc.ts'
import type { Runc } from './runc.ts'

/** What runc knows of a container, judged from files: reading starts no program. */
export interface RuntimeState {
  id: string
  status: 'created' | 'running' | 'paused' | 'stopped'
  pid: number
  /** of the init, clock ticks since boot; with the pid it names the process */
  startTime: number
  bundle: string
  created: string
  cgroupPaths: CgroupPaths
  rootfs: string
}

/** runc's own file, private to it: these fields are the same in 1.1.5 and 1.3.6. */
const StateFile = z.object({
  id: z.string(),
  init_process_pid: z.number().int(),
  init_process_start: z.number().nonnegative(),
  created: z.string(),
  /** null or empty for a user without delegated cgroups */
  cgroup_paths: z
    .record(z.string(), z.string())
    .nullish()
    .transform((paths) => paths ?? {}),
  config: z.object({ rootfs: z.string(), labels: z.array(z.string()).nullish() }),
})
export type StateFile = z.infer<typeof StateFile>

const BUNDLE_LABEL = 'bundle='

/**
 * The state of a container from `<root>/<id>/state.json`, /proc and its freezer; null where runc does not know it.
 * A file that does not fit is a newer runc's: then `runc` is asked, and without one this throws `unsupported`.
 */
export async function readRuntimeState(
  root: string,
  id: string,
  runc?: Runc,
): Promise<RuntimeState | null> {
  const folder = join(root, id)
  const text = await readOrNull(join(folder, 'state.json'))
  if (text === null) return null
  const file = parseStateFile(text)
  if (file) return fromFile(folder, file)
  if (runc) return fromRunc(runc, id)
  throw new RuncibleError('unsupported', `${folder}/state.json has a form that is not known`, {
    hint: 'It was written by another version of runc than Runcible has seen. Run: runc state',
  })
}

/** Its cgroups alone, which takes a fraction of the whole: nothing is asked of them. null where runc does not know it. */
export async function readCgroups(
  root: string,
  id: string,
  runc: Runc,
): Promise<CgroupPaths | null> {
  const text = textOrNull(join(root, id, 'state.json'))
  if (text === null) return null
  const file = parseStateFile(text)
  return file ? file.cgroup_paths : ((await readRuntimeState(root, id, runc))?.cgroupPaths ?? null)
}

/** A container's state.json, open: it can be read once runc has removed it, and costs next to nothing where nobody does. */
export class HeldState {
  readonly #fd: number | null

  constructor(root: string, id: string) {
    this.#fd = openOrNull(join(root, id, 'state.json'))
  }

  /** Its cgroups; none where it was not there, or is of an unknown form. */
  cgroups(): CgroupPaths {
    return this.#fd === null
      ? {}
      : (parseStateFile(readFileSync(this.#fd, 'utf8'))?.cgroup_paths ?? {})
  }

  /** Nobody waits for it: the kernel frees the removed file's blocks then. */
  close(): void {
    if (this.#fd !== null) close(this.#fd)
  }
}

function openOrNull(path: string): number | null {
  try {
    return openSync(path, 'r')
  } catch {
    return null
  }
}

async function fromFile(folder: string, file: StateFile): Promise<RuntimeState> {
  const process = { pid: file.init_process_pid, startTime: file.init_process_start }
  const cgroupPaths = file.cgroup_paths
  return {
    id: file.id,
    status: await statusOf(folder, { ...process, cgroupPaths }),
    ...process,
    bundle: bundleOf(file),
    created: file.created,
    cgroupPaths,
    rootfs: file.config.rootfs,
  }
}

/** runc keeps where the bundle lies among the annotations. */
export function bundleOf({ config }: StateFile): string {
  const label = config.labels?.find((one) => one.startsWith(BUNDLE_LABEL)) ?? BUNDLE_LABEL
  return label.slice(BUNDLE_LABEL.length)
}

/** In the order of runc's own refreshState: the freezer speaks first, then the init, then the fifo that it waits on. */
export async function statusOf(
  folder: string,
  { pid, startTime, cgroupPaths }: Pick<RuntimeState, 'pid' | 'startTime' | 'cgroupPaths'>,
): Promise<RuntimeState['status']> {
  if (await isFrozen(cgroupPaths)) return 'paused'
  if (!isAlive(pid, startTime)) return 'stopped'
  return (await isThere(join(folder, 'exec.fifo'))) ? 'created' : 'running'
}

async function fromRunc(runc: Runc, id: string): Promise<RuntimeState | null> {
  const state = await runc.state(id).catch((error: unknown) => {
    if (error instanceof RuncibleError && error.code === 'not-found') return null
    throw error
  })
  if (!state) return null
  const { pid, bundle, created, rootfs } = state
  // Between its first steps and `created` there is nothing that anybody could act on yet.
  const status = state.status === 'creating' ? 'stopped' : state.status
  return {
    id,
    status,
    pid,
    startTime: processStartTime(pid) ?? 0,
    bundle,
    created,
    cgroupPaths: await cgroupPathsOfProcess(pid),
    rootfs,
  }
}

async function readOrNull(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** null: it has a form that is not known. */
export function parseStateFile(text: string): StateFile | null {
  try {
    return StateFile.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
