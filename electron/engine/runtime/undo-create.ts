import { readFile, realpath } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { type CgroupPaths, cgroupPathsOf, removeCgroup, signalCgroup } from './cgroup.ts'
import type { ConmonCreate } from './conmon-args.ts'
import { mountPoints, mountsBelow, unmount, unmountBelow } from './mounts.ts'
import { readRuntimeState } from './state-file.ts'

const SIGKILL = 9

/** What of config.json tells where runc leaves traces. */
const Config = z.object({
  root: z.object({ path: z.string() }),
  linux: z.object({ cgroupsPath: z.string() }),
})
type Config = z.infer<typeof Config>

/** How to take back what a `runc create` or `runc restore` made. */
export interface Undo {
  /** after one that was killed midway: its processes, what it mounted, its folder below the root, its cgroup */
  cutOff(): Promise<void>
  /**
   * after one that failed by itself: a CRIU that was killed leaves processes that nobody knows, and runc 1.1 the cgroup of a
   * failed restore on v2
   */
  failed(): Promise<void>
}

/**
 * To be asked for before it begins: a mount that was there already stays. A container of the same id with another bundle is
 * somebody else's and stays too.
 */
export function planUndo(c: ConmonCreate): Undo {
  const { id, bundle, runc, restore } = c
  const mounted = new Set(restore ? mountPoints() : [])
  return {
    cutOff: async () => {
      const state = await readRuntimeState(runc.options.root, id, runc)
      if (state && state.bundle !== bundle) return
      const cgroups = await cgroupsOf(bundle)
      await signalCgroup(cgroups, SIGKILL)
      if (restore) {
        // CRIU mounts the machine's cgroups in its work folder.
        await unmountBelow(restore.options.workPath)
        // runc restore puts bind mounts into the rootfs for a moment, so that CRIU finds their targets.
        const left = (await mountsIn(bundle)).filter((point) => !mounted.has(point))
        for (const point of left) await unmount(point)
      }
      await runc.delete(id, { force: true })
      await removeCgroup(cgroups)
    },
    failed: async () => {
      if (!restore) return
      const state = await readRuntimeState(runc.options.root, id, runc)
      if (state && state.bundle !== bundle) return
      const cgroups = await cgroupsOf(bundle)
      await signalCgroup(cgroups, SIGKILL)
      await removeCgroup(cgroups)
    },
  }
}

async function readConfig(bundle: string): Promise<Config | null> {
  try {
    return Config.parse(JSON.parse(await readFile(join(bundle, 'config.json'), 'utf8')))
  } catch {
    // runc says so itself, and makes nothing of it.
    return null
  }
}

async function mountsIn(bundle: string): Promise<string[]> {
  const config = await readConfig(bundle)
  const rootfs = config && (await realpath(resolve(bundle, config.root.path)).catch(() => null))
  return rootfs ? mountsBelow(rootfs) : []
}

/** The cgroups of a bundle's container; none where systemd was to make it: it collects an empty scope by itself. */
export async function cgroupsOf(bundle: string): Promise<CgroupPaths> {
  const path = (await readConfig(bundle))?.linux.cgroupsPath
  return path?.startsWith('/') ? cgroupPathsOf(path) : {}
}
