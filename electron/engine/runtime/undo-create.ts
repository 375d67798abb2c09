import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { cgroupPathsOf, removeCgroup, signalCgroup } from './cgroup.ts'
import type { ConmonCreate } from './conmon-args.ts'
import { readRuntimeState } from './state-file.ts'

const SIGKILL = 9
const Config = z.object({ linux: z.object({ cgroupsPath: z.string().startsWith('/') }) })

/**
 * Takes back what a `runc create` or `runc restore` left that was killed midway: the processes in its cgroup, its folder
 * below the root, the cgroup. A container of the same id with another bundle is somebody else's and stays.
 */
export async function undoCreate({ id, bundle, runc }: ConmonCreate): Promise<void> {
  const state = await readRuntimeState(runc.options.root, id, runc)
  if (state && state.bundle !== bundle) return
  const cgroups = await cgroupsOf(bundle)
  if (cgroups) await signalCgroup(cgroups, SIGKILL)
  await runc.delete(id, { force: true })
  if (cgroups) await removeCgroup(cgroups)
}

/** null where systemd was to make it: it collects an empty scope by itself. */
async function cgroupsOf(bundle: string) {
  const text = await readFile(join(bundle, 'config.json'), 'utf8').catch(() => 'null')
  const config = Config.safeParse(JSON.parse(text))
  return config.success ? cgroupPathsOf(config.data.linux.cgroupsPath) : null
}
