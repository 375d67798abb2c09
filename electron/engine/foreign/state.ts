import { join } from 'node:path'
import { z } from 'zod'
import { Spec } from '../bundle/spec.ts'
import type { CgroupPaths } from '../runtime/cgroup.ts'
import { bundleOf, parseStateFile, type StateFile } from '../runtime/state-file.ts'
import { OthersFile } from './others-file.ts'

/** A state.json has some 40 KiB, more with many mounts and rules. */
const MOST_STATE = 4 * 2 ** 20
const MOST_CONFIG = 4 * 2 ** 20

/** What a runtime has written down of a container. None of it is proven. */
export interface WrittenState {
  runtime: 'runc' | 'crun'
  pid: number
  /** clock ticks since boot */
  startTime: number
  created: string
  bundle: string
  rootfs: string
  annotations: Readonly<Record<string, string>>
  /** null: it does not say */
  cgroupPaths: CgroupPaths | null
}

/** crun's own file, private to it: so it is in 1.8.1. */
const CrunStatus = z.object({
  pid: z.number().int(),
  'process-start-time': z.number().nonnegative(),
  created: z.string(),
  bundle: z.string(),
  rootfs: z.string(),
})

/** The files of one container in a runtime root: runc's, or crun's, which keeps a copy of config.json beside its own. */
export class StateFiles {
  readonly #runc: OthersFile<WrittenState>
  readonly #crun: OthersFile<z.infer<typeof CrunStatus>>
  #config: OthersFile<Spec> | null = null
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
    this.#runc = new OthersFile(join(folder, 'state.json'), MOST_STATE, (text) => {
      const file = parseStateFile(text)
      if (!file) throw new Error('it has a form that is not known')
      return ofRunc(file)
    })
    this.#crun = new OthersFile(join(folder, 'status'), MOST_STATE, (text) =>
      CrunStatus.parse(JSON.parse(text)),
    )
  }

  /** null: neither has written anything there. Throws what is wrong with what was written. */
  async read(): Promise<{ state: WrittenState; uid: number } | null> {
    const runc = await this.#runc.read().catch(unlessMissing)
    if (runc) return { state: runc.value, uid: runc.uid }
    const crun = await this.#crun.read().catch(unlessMissing)
    if (!crun) return null
    const { pid, created, bundle, rootfs, 'process-start-time': startTime } = crun.value
    const annotations = (await this.config(this.#folder))?.annotations ?? {}
    const written = { pid, startTime, created, bundle, rootfs, annotations, cgroupPaths: null }
    return { state: { runtime: 'crun', ...written }, uid: crun.uid }
  }

  /** The config.json of a bundle; null where it is not there or cannot be understood. */
  async config(bundle: string): Promise<Spec | null> {
    const path = join(bundle, 'config.json')
    if (this.#config?.path !== path) {
      this.#config = new OthersFile(path, MOST_CONFIG, (text) => Spec.parse(JSON.parse(text)))
    }
    return this.#config.read().then(
      ({ value }) => value,
      () => null,
    )
  }
}

function ofRunc(file: StateFile): WrittenState {
  const { config, created } = file
  return {
    runtime: 'runc',
    pid: file.init_process_pid,
    startTime: file.init_process_start,
    created,
    bundle: bundleOf(file),
    rootfs: config.rootfs,
    annotations: Object.fromEntries(
      (config.labels ?? []).map((label) => {
        const at = label.indexOf('=')
        return at < 0 ? [label, ''] : [label.slice(0, at), label.slice(at + 1)]
      }),
    ),
    cgroupPaths: file.cgroup_paths,
  }
}

function unlessMissing(error: NodeJS.ErrnoException): null {
  // A folder that is gone, or one that is no folder.
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null
  throw error
}
